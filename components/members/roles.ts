import type { Member } from "@/lib/contract/people";
import type { Role } from "@/lib/contract/scopes";

/** What each role is for, strongest first. */
export const ROLE_WORDS: Record<Role, string> = {
  owner: "Everything, also retention and other owners",
  admin: "Everything but what is an owner's alone",
  member: "Manages endpoints and replays deliveries",
  viewer: "Looks, and changes nothing",
};

const ROLES = Object.keys(ROLE_WORDS) as Role[];

/** The roles a person in the role `acting` may give; admins make no owners. */
export const givableRoles = (acting: Role | null): Role[] =>
  ROLES.filter((role) => acting === "owner" || (acting === "admin" && role !== "owner"));

/** Whom the API leaves their role and their place: the only owner, where `members` are all there are. */
export function onlyOwnerAmong(members: readonly Member[]): string | null {
  const [first, ...others] = members.filter(({ role, pending }) => role === "owner" && !pending);
  return first && others.length === 0 ? first.userId : null;
}
