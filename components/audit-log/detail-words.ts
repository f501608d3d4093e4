/** What an audit entry says beside who did what: every detail that is written has its words here. */
import { KIND_WORDS, ruleInWords } from "@/components/alerts/alert-rule-words";
import { SCOPE_NAMES, SCOPE_WORDS } from "@/components/api-keys/scope-words";
import { disabledInWords } from "@/components/endpoints/disabled-in-words";
import { count } from "@/components/ui/quantities";
import { spanInWords } from "@/components/ui/relative-time";
import type { AlertKind, UpdateAlertRuleBody } from "@/lib/contract/alerts";
import type { AuditDetailName } from "@/lib/contract/audit-log";
import type { UpdateEndpointBody } from "@/lib/contract/endpoints";
import type { UpdateEventTypeBody } from "@/lib/contract/event-types";
import type { UpdateProjectBody } from "@/lib/contract/projects";

type Detail = Record<string, unknown>;

type ChangedName =
  | keyof UpdateEndpointBody
  | keyof UpdateProjectBody
  | keyof UpdateEventTypeBody
  | "archivedAt";

const CHANGED: Record<ChangedName, string> = {
  url: "URL",
  destination: "destination",
  description: "description",
  subscriptions: "events",
  channel: "channel",
  dialect: "dialect",
  headers: "headers",
  retry: "retries",
  timeoutMs: "timeout",
  throttle: "pace",
  ordering: "order",
  autoDisable: "when it is disabled",
  maxInFlight: "requests at once",
  name: "name",
  uid: "uid",
  category: "category",
  schema: "schema",
  example: "example",
  archived: "archived",
  archivedAt: "brought back from the archive",
};

const TARGETS: Record<string, string> = {
  email: "told by mail",
  chat: "told in a chat",
  event: "told by an event",
};

const SCHEMA_CHECKS: Record<string, string> = {
  off: "schemas not checked",
  warn: "payloads that do not fit their schema noted",
  block: "payloads that do not fit their schema refused",
};

const PROVIDERS: Record<string, string> = { github: "GitHub", google: "Google", oidc: "single sign-on" };

const isKind = (kind: unknown): kind is AlertKind => typeof kind === "string" && kind in KIND_WORDS;
const several = (n: unknown, words: (n: number) => string) =>
  typeof n === "number" && n > 0 ? words(n) : null;
const span = (seconds: unknown) => spanInWords(Number(seconds) * 1000);
const listed = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
const onlyIf = (holds: unknown, words: string) => (holds === true ? words : null);

function scopesInWords(scopes: readonly string[]): string {
  if (SCOPE_NAMES.every((name) => scopes.includes(name))) return "may do everything";
  const words: Record<string, string> = SCOPE_WORDS;
  return `may ${scopes.map((name) => lowerFirst(words[name] ?? name)).join("; ")}`;
}

/** A rule by its kind and minutes; minutes that were changed alone. */
function alertInWords({ kind, minutes }: Detail & UpdateAlertRuleBody): string | null {
  if (isKind(kind)) return lowerFirst(ruleInWords({ kind, minutes: minutes ?? 0 }));
  return several(minutes, (n) => `after ${spanInWords(n * 60_000)}`);
}

/** Null where there is nothing to say, or another detail says it. */
type InWords = (value: unknown, detail: Detail) => string | null;

const WORDS: Record<AuditDetailName, InWords> = {
  added: (n) => several(n, (some) => `${some} added`),
  apiKeyPrefix: (prefix) => `new API keys begin with ${prefix}`,
  brandColor: (color) => (color === null ? "the portal in Posthorn's colour" : `the portal in ${color}`),
  cancelled: (n) => several(n, (some) => `${count(some, "delivery", "deliveries")} cancelled`),
  changed: (names) => {
    const words: Record<string, string> = CHANGED;
    return listed(names)
      .map((name) => words[name] ?? name)
      .join(", ");
  },
  deliveries: (n) => count(Number(n), "delivery", "deliveries"),
  delivery: (id) => `as ${id}`,
  dialect: (name) => `dialect ${name}`,
  email: String,
  enabled: (isOn) => (isOn ? "switched on" : "switched off"),
  endpoint: (id) => `to ${id}`,
  events: (n) => count(Number(n), "event"),
  expiresInSeconds: (seconds, { revokedAtOnce }) =>
    revokedAtOnce === true ? null : `the previous one signs for another ${span(seconds)}`,
  from: (before, { to }) => (to === undefined ? `from ${before}` : `from ${before} to ${to}`),
  hint: String,
  kind: (_, detail) => alertInWords(detail),
  minutes: (_, detail) => (detail.kind === undefined ? alertInWords(detail) : null),
  name: (name) => `called ${name}`,
  overwrite: (did) => onlyIf(did, "written over what differed"),
  perSecond: (n) => `${n} a second`,
  portalOrigins: (origins) =>
    listed(origins).length > 0
      ? `the portal may be framed by ${listed(origins).join(" and ")}`
      : "the portal may not be framed",
  provider: (name) => `by ${PROVIDERS[String(name)] ?? name}`,
  readOnly: (isSo) => (isSo ? "for looking only" : "for managing endpoints"),
  reason: (reason) => disabledInWords(String(reason)).replace(/\.$/, ""),
  replay: (id) => `as ${id}`,
  retentionDays: (days) =>
    days === null
      ? "deliveries kept as long as this installation keeps them"
      : `deliveries kept for ${count(Number(days), "day")}`,
  revokedAtOnce: (did) => onlyIf(did, "the previous one revoked at once"),
  role: (role) => `role ${role}`,
  runHoldSeconds: (seconds) => `runs held for ${span(seconds)} at most`,
  schemaCheck: (choice) => SCHEMA_CHECKS[String(choice)] ?? String(choice),
  scopes: (scopes) => scopesInWords(listed(scopes)),
  strictTypes: (isOn) => `types that are not in the catalogue ${isOn ? "refused" : "taken"}`,
  target: (type) => TARGETS[String(type)] ?? String(type),
  to: (after, { from }) => (from === undefined ? `to ${after}` : null),
  total: (n) => count(Number(n), "delivery", "deliveries"),
  uid: (uid) => (uid === null ? null : `uid ${uid}`),
  unchanged: (n) => several(n, (some) => `${some} as they were`),
  updated: (n) => several(n, (some) => `${some} changed`),
  url: String,
};

/**
 * What an entry adds to who did what, in a line: `role admin, vera@example.com`. What `target`, the name of what was
 * changed, says already is left out, and so is what an earlier version wrote and nobody has words for.
 */
export function detailInWords(detail: Detail, target: string | null = null): string {
  const words: Record<string, InWords | undefined> = WORDS;
  return Object.entries(detail)
    .filter(([, value]) => value !== undefined && (target === null || value !== target))
    .flatMap(([name, value]) => words[name]?.(value, detail) || [])
    .join(", ");
}
