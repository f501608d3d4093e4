import { withPrincipal } from "@/app/api/with-principal";
import { notFound } from "@/lib/api-error";
import { peopleRoutes } from "@/lib/contract/routes-of-people";
import { uuidOf } from "@/lib/platform/ids";
import { createResetLink } from "@/lib/reset-links";

export const POST = withPrincipal(peopleRoutes.createResetLink, ({ principal, params }) => {
  const id = uuidOf("user", params.user ?? "");
  if (!id) throw notFound();
  return createResetLink(principal, id);
});
