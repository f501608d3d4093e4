/** The routes about people: who belongs to a workspace, and the two doors that open without a session. */
import { resetBody, resetLink, resetRequestBody } from "./account";
import { pageOf, plainPageQuery } from "./page";
import {
  createdMember,
  createMemberBody,
  joinAnswer,
  joinBody,
  member,
  setupAnswer,
  setupBody,
  updateMemberBody,
} from "./people";
import type { Route } from "./route";

const MEMBERS = "/api/v1/workspace/members";

export const peopleRoutes = {
  listMembers: {
    method: "GET",
    path: MEMBERS,
    tag: "Members",
    summary: "List the people of your workspace",
    scope: "members",
    query: plainPageQuery,
    answer: pageOf(member),
  },
  addMember: {
    method: "POST",
    path: MEMBERS,
    tag: "Members",
    summary: "Invite a person, or make a new join link for one who has not joined",
    scope: "members",
    body: createMemberBody,
    status: 201,
    answer: createdMember,
  },
  changeRole: {
    method: "PATCH",
    path: `${MEMBERS}/{user}`,
    tag: "Members",
    summary: "Give a person another role",
    scope: "members",
    body: updateMemberBody,
    answer: member,
  },
  createResetLink: {
    method: "POST",
    path: `${MEMBERS}/{user}/reset-link`,
    tag: "Members",
    summary: "Make a link with which a person chooses another password",
    scope: "members",
    status: 201,
    answer: resetLink,
  },
  removeMember: {
    method: "DELETE",
    path: `${MEMBERS}/{user}`,
    tag: "Members",
    summary: "Take a person out of your workspace",
    scope: "members",
  },
} as const satisfies Record<string, Route>;

/** Routes that need no authentication, only a one-time token in the body: no gate has a caller to ask about. */
export const openRoutes = {
  setUp: {
    method: "POST",
    path: "/api/v1/setup",
    tag: "Set-up",
    summary: "Make the first owner, once, with the token the server printed",
    scope: null,
    body: setupBody,
    status: 201,
    answer: setupAnswer,
  },
  join: {
    method: "POST",
    path: "/api/v1/setup/join",
    tag: "Set-up",
    summary: "Become a member with a join link's token",
    scope: null,
    body: joinBody,
    answer: joinAnswer,
  },
  requestReset: {
    method: "POST",
    path: "/api/v1/setup/reset-request",
    tag: "Set-up",
    summary: "Have a reset link mailed, if somebody has this address",
    scope: null,
    body: resetRequestBody,
    status: 204,
  },
  resetPassword: {
    method: "POST",
    path: "/api/v1/setup/reset",
    tag: "Set-up",
    summary: "Choose another password with a reset link's token",
    scope: null,
    body: resetBody,
    answer: joinAnswer,
  },
} as const satisfies Record<string, Route>;
