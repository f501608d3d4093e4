/** The routes about a person's own account. Whoever may look at a workspace has one; API keys have none. */
import {
  account,
  changePasswordBody,
  confirmedByCode,
  confirmedByPassword,
  endOtherSessionsBody,
  recoveryCodes,
  twoFactorSecret,
} from "./account";
import type { Route } from "./route";

const ACCOUNT = "/api/v1/account";

export const accountRoutes = {
  getAccount: {
    method: "GET",
    path: ACCOUNT,
    tag: "Account",
    summary: "Read your account and where you are signed in",
    scope: "read",
    person: true,
    answer: account,
  },
  changePassword: {
    method: "POST",
    path: `${ACCOUNT}/password`,
    tag: "Account",
    summary: "Change your password, which ends your other sessions",
    scope: "read",
    person: true,
    body: changePasswordBody,
  },
  endSession: {
    method: "DELETE",
    path: `${ACCOUNT}/sessions/{session}`,
    tag: "Account",
    summary: "End one of your sessions",
    scope: "read",
    person: true,
  },
  endOtherSessions: {
    method: "POST",
    path: `${ACCOUNT}/sessions/end-others`,
    tag: "Account",
    summary: "End all of your sessions but this one",
    scope: "read",
    person: true,
    body: endOtherSessionsBody,
    bodyOptional: true,
  },
  unlinkIdentity: {
    method: "DELETE",
    path: `${ACCOUNT}/identities/{provider}`,
    tag: "Account",
    summary: "Remove an account elsewhere with which you sign in",
    scope: "read",
    person: true,
  },
  startTwoFactor: {
    method: "POST",
    path: `${ACCOUNT}/two-factor`,
    tag: "Account",
    summary: "Get the secret of a second factor, which counts once it is confirmed",
    scope: "read",
    person: true,
    body: confirmedByPassword,
    answer: twoFactorSecret,
  },
  confirmTwoFactor: {
    method: "POST",
    path: `${ACCOUNT}/two-factor/confirm`,
    tag: "Account",
    summary: "Turn the second factor on with a code of it",
    scope: "read",
    person: true,
    body: confirmedByCode,
    answer: recoveryCodes,
  },
  disableTwoFactor: {
    method: "POST",
    path: `${ACCOUNT}/two-factor/disable`,
    tag: "Account",
    summary: "Turn the second factor off",
    scope: "read",
    person: true,
    body: confirmedByPassword,
  },
} as const satisfies Record<string, Route>;
