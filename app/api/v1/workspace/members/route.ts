import { withPrincipal } from "@/app/api/with-principal";
import { peopleRoutes } from "@/lib/contract/routes-of-people";
import { addMember, listMembers } from "@/lib/members";

export const GET = withPrincipal(peopleRoutes.listMembers, ({ workspaceId, query }) =>
  listMembers(workspaceId, query),
);

export const POST = withPrincipal(peopleRoutes.addMember, ({ principal, body }) =>
  addMember(principal, body),
);
