/** What our letters about accounts say. Pure; names in them are somebody's input and are escaped by `mail.ts`. */
import type { Letter } from "./mail";

type Invited = { to: string; by: string; workspace: string };

/** To somebody who joins with the link, whether or not they have an account. */
export const invitationLetter = ({ to, by, workspace }: Invited, url: string): Letter => ({
  to,
  subject: `Join ${workspace} on Posthorn`,
  paragraphs: [
    `${by} has invited you to ${workspace} on Posthorn, where its webhooks are sent from.`,
    "The link works once, for three days. If you did not expect it, you need do nothing.",
  ],
  link: { words: "Join", url },
});

export const resetLetter = (to: string, url: string): Letter => ({
  to,
  subject: "Choose a new Posthorn password",
  paragraphs: [
    "Somebody, probably you, has asked for a new password for your Posthorn account.",
    "The link works once, for half an hour. If it was not you, you need do nothing: your password stays as it is.",
  ],
  link: { words: "Choose a new password", url },
});
