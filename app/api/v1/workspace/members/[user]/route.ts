import { withPrincipal } from "@/app/api/with-principal";
import { notFound } from "@/lib/api-error";
import { peopleRoutes } from "@/lib/contract/routes-of-people";
import { changeRole, removeMember } from "@/lib/members";
import { uuidOf } from "@/lib/platform/ids";

function userOf(params: Record<string, string>): string {
  const id = uuidOf("user", params.user ?? "");
  if (!id) throw notFound();
  return id;
}

export const PATCH = withPrincipal(peopleRoutes.changeRole, ({ principal, params, body }) =>
  changeRole(principal, userOf(params), body.role),
);

export const DELETE = withPrincipal(peopleRoutes.removeMember, async ({ principal, params }) => {
  await removeMember(principal, userOf(params));
  return undefined;
});
