import { disabledInWords, isDisabledByRule } from "@/components/endpoints/disabled-in-words";
import { spanInWords } from "@/components/ui/relative-time";

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

/**
 * What changed, in a line: `role: member, retention days: none`; a list by its members. What `target`, the name of
 * what was changed, says already is left out.
 */
export const detailInWords = (detail: Record<string, unknown>, target: string | null = null): string =>
  Object.entries(detail)
    .filter(([, value]) => target === null || value !== target)
    .map(([name, value]) =>
      name.endsWith("Seconds") && typeof value === "number"
        ? `${nameInWords(name.replace(/Seconds$/, ""))}: ${spanInWords(value * 1000)}`
        : `${nameInWords(name)}: ${valueInWords(value)}`,
    )
    .join(", ");

const nameInWords = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function valueInWords(value: unknown): string {
  if (isDisabledByRule(value)) return disabledInWords(value).replace(/\.$/, "");
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(valueInWords).join(" ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
