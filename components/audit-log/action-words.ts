/** The nouns that the log is filtered by, as people call them. */
export const NOUNS: Record<string, string> = {
  endpoint: "Endpoints",
  "event-type": "Event types",
  project: "Projects",
  "api-key": "API keys",
  member: "Members",
  account: "Accounts",
  dialect: "Dialects",
  "message-template": "Slack messages",
  "portal-link": "Portal links",
  workspace: "Workspace",
  delivery: "Deliveries",
  event: "Events",
  replay: "Replays",
  "alert-rule": "Alerts",
  "play-inbox": "Play inboxes",
};

const PAST: Record<string, string> = {
  create: "created",
  update: "changed",
  delete: "deleted",
  enable: "enabled",
  disable: "disabled",
  "rotate-secret": "rotated the secret of",
  revoke: "revoked",
  add: "invited",
  remove: "removed",
  join: "joined as",
  archive: "archived",
  reset: "reset",
  import: "imported",
  replay: "replayed",
  open: "opened",
  test: "sent a test to",
  publish: "published",
  send: "sent anyway the",
  audit: "tried the receiver of",
  start: "started",
  pause: "paused",
  resume: "resumed",
  cancel: "cancelled",
  "clear-violations": "cleared the violations of",
  "change-password": "changed the password of",
  "reset-password": "reset the password of",
  "enable-two-factor": "turned on the second factor of",
  "link-identity": "linked a way in to",
  "unlink-identity": "removed a way in from",
  "disable-two-factor": "turned off the second factor of",
};

/** `endpoint.rotate-secret` as `rotated the secret of endpoint`; an unknown verb stands as it is. */
export function actionInWords(action: string): string {
  const [noun = "", verb = ""] = action.split(".");
  return `${PAST[verb] ?? verb} ${noun.replaceAll("-", " ").replace(/^api\b/, "API")}`.trim();
}
