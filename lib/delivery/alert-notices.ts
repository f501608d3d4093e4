/**
 * Tells whom an alert rule names: by mail, in a chat, or with events in a project of the workspace. Promises that a
 * notice is one process's at a time, that what a rule has to say at one moment is one message, and that one which
 * cannot be sent is tried five times, its reason beside the rule. What is told is itself watched by no rule.
 */
import { createHash } from "node:crypto";
import { boundToRule } from "@/lib/alert-rules";
import { type AlertNews, eventTypeOf, headline, lines } from "@/lib/alert-words";
import { ApiError } from "@/lib/api-error";
import type { AlertKind, AlertTest } from "@/lib/contract/alerts";
import type { Sender } from "@/lib/egress/send";
import { sendMail } from "@/lib/mail";
import { db, isDatabaseAway, pool, run } from "@/lib/platform/db";
import { appOrigin } from "@/lib/platform/env";
import { publicId } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { processWide } from "@/lib/platform/process-wide";
import { open } from "@/lib/platform/secret-box";
import { escapedWithin } from "@/lib/policy/message/message-text";
import { publish } from "./publish";
import { openSender } from "./sender";

const MAX_TRIES = 5;
const AT_ONCE = 500;
const CHAT_TIMEOUT_MS = 15_000;
/** A chat shows no more of a message than this. */
const MAX_CHAT_TEXT = 3_000;

type Claimed = {
  rule_id: string;
  endpoint_id: string;
  notice: "began" | "ended";
  since: Date;
  tries: number;
  url: string;
  description: string;
  project_id: string;
  project: string;
};

// Rides alerts_to_tell. Whoever takes a notice has five minutes to tell it.
const CLAIM = {
  name: "claim-alert-notices",
  text: `
WITH due AS (
  SELECT rule_id, endpoint_id FROM alerts
  WHERE notice IS NOT NULL AND (notice_after IS NULL OR notice_after <= now())
  ORDER BY rule_id, endpoint_id LIMIT $1 FOR UPDATE SKIP LOCKED
)
UPDATE alerts a SET notice_after = now() + interval '5 minutes', notice_tries = a.notice_tries + 1
FROM due, endpoints e, projects p
WHERE a.rule_id = due.rule_id AND a.endpoint_id = due.endpoint_id AND e.id = a.endpoint_id AND p.id = e.project_id
RETURNING a.rule_id, a.endpoint_id, a.notice, a.since, a.notice_tries AS tries, e.url, e.description,
  e.project_id, p.name AS project`,
};

// Told, or given up: nothing more is to be said of it. What has changed meanwhile has a notice of its own.
const TOLD = {
  name: "told-alert-notices",
  text: `
UPDATE alerts SET notice = NULL, notice_tries = 0, notice_after = NULL, said = (notice = 'began'),
  said_at = CASE WHEN notice = 'began' THEN now() ELSE said_at END
WHERE rule_id = $1 AND endpoint_id = ANY($2::uuid[]) AND notice = $3`,
};

/** Sends what is to be said now, one message per rule and kind of news. */
export async function sendNotices(): Promise<void> {
  const claimed = await run<Claimed>(pool("delivery"), CLAIM, [AT_ONCE]);
  for (const group of grouped(claimed).values()) await tell(group);
}

/** By rule and news. */
function grouped(claimed: readonly Claimed[]): Map<string, Claimed[]> {
  const groups = new Map<string, Claimed[]>();
  for (const each of claimed) {
    const key = `${each.rule_id} ${each.notice}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return groups;
}

async function tell(group: Claimed[]): Promise<void> {
  const [first] = group;
  const rule = first && (await db.alertRule.findUnique({ where: { id: first.rule_id } }));
  if (!first || !rule) return;
  const said = await say(rule, newsOf(rule.kind as AlertKind, group), group).catch((thrown: unknown) => {
    if (isDatabaseAway(thrown)) throw thrown;
    // What one rule cannot do, as opening what a lost key has sealed, must not keep the others' news.
    log().error({ rule: publicId("alertRule", rule.id), error: String(thrown) }, "an alert failed");
    return saidUnless("It could not be made; Posthorn's log says why.");
  });
  const { error } = said;
  if (error) log().warn({ rule: publicId("alertRule", rule.id), error }, "an alert could not be sent");
  await noteSaid(rule.id, said);
  const done = said.sent ? group : group.filter(({ tries }) => tries >= MAX_TRIES);
  const endpoints = done.map(({ endpoint_id: id }) => id);
  if (endpoints.length > 0) await run(pool("delivery"), TOLD, [rule.id, endpoints, first.notice]);
}

const noteSaid = (id: string, { sent, error }: AlertTest) =>
  db.alertRule.updateMany({
    where: { id },
    data: { lastError: error, ...(sent ? { lastSentAt: new Date() } : {}) },
  });

const pageOf = ({ project_id: project, endpoint_id: endpoint }: Claimed) =>
  `${appOrigin()}/projects/${publicId("project", project)}/endpoints/${publicId("endpoint", endpoint)}`;

const newsOf = (kind: AlertKind, group: readonly Claimed[]): AlertNews => ({
  kind,
  notice: group[0]?.notice ?? "began",
  subjects: group.map((each) => ({
    // What stands behind a `?` may be a credential.
    url: each.url.replace(/\?.*/s, "?…"),
    project: each.project,
    since: each.since,
    page: pageOf(each),
  })),
});

type Rule = NonNullable<Awaited<ReturnType<typeof db.alertRule.findUnique>>>;

const saidUnless = (error: string | null): AlertTest => ({ sent: error === null, error });

/** Whether it was sent, and what went wrong in words for whoever looks after the rule: of several mails a part may. */
async function say(rule: Rule, news: AlertNews, group: readonly Claimed[]): Promise<AlertTest> {
  if (rule.channel === "event") return saidUnless(await sayInEvents(rule, news, group));
  return sayInWords(rule, { head: headline(news), lines: lines(news) });
}

type Words = { head: string; lines: readonly string[] };

async function sayInWords(rule: Rule, { head, lines: details }: Words): Promise<AlertTest> {
  if (rule.urlSealed)
    return saidUnless(await sayInChat(open(rule.urlSealed, boundToRule(rule)), { head, lines: details }));
  const settings = `${appOrigin()}/settings`;
  const paragraphs = [`${head}.`, ...details, `Who is told of what: ${settings}`];
  const refused: string[] = [];
  for (const to of rule.recipients) {
    const result = await sendMail({ to, subject: `Posthorn: ${head}`, paragraphs });
    if (!result.sent) refused.push(`${to}: ${result.reason}`);
  }
  // Whoever got it is not written to again because somebody else could not be reached.
  return {
    sent: refused.length < rule.recipients.length,
    error: refused.length > 0 ? refused.join(" ") : null,
  };
}

const held = processWide("alert-sender", () => ({ sender: null as Sender | null }));

async function sayInChat(url: string, { head, lines: details }: Words): Promise<string | null> {
  held.sender ??= openSender();
  const text = escapedWithin([`${head}.`, ...details].join("\n"), MAX_CHAT_TEXT);
  const { response, error } = await held.sender.send({
    url,
    headers: [
      ["content-type", "application/json"],
      ["user-agent", "Posthorn"],
    ],
    body: Buffer.from(JSON.stringify({ text })),
    timeoutMs: CHAT_TIMEOUT_MS,
  });
  if (!response) return error?.message ?? "The chat did not answer.";
  return response.status < 300 ? null : `The chat answered ${response.status}.`;
}

/** One event per endpoint. Its id is made of what it says, so that a second try is the same event. */
async function sayInEvents(rule: Rule, news: AlertNews, group: readonly Claimed[]): Promise<string | null> {
  const type = eventTypeOf({ kind: news.kind, notice: news.notice });
  for (const each of group) {
    const said = [rule.id, each.endpoint_id, each.notice, each.since.toISOString()].join(" ");
    const data = {
      rule: publicId("alertRule", rule.id),
      endpoint: { id: publicId("endpoint", each.endpoint_id), url: each.url, description: each.description },
      project: { id: publicId("project", each.project_id), name: each.project },
      since: each.since.toISOString(),
    };
    const id = `alert_${createHash("sha256").update(said).digest("hex").slice(0, 40)}`;
    const error = await publishTo(rule, { type, id, data });
    if (error) return error;
  }
  return null;
}

async function publishTo(
  rule: Rule,
  event: { type: string; id?: string; data: object },
): Promise<string | null> {
  const project = await db.project.findFirst({
    where: { id: rule.targetProjectId ?? "", workspaceId: rule.workspaceId, deletedAt: null },
    select: { id: true },
  });
  if (!project) return "The project that is to get the event is gone.";
  const body = Buffer.from(JSON.stringify(event));
  return publish({ projectId: project.id, contentType: "application/json", idempotencyKey: null, body }).then(
    () => null,
    (thrown: unknown) => {
      if (thrown instanceof ApiError) return thrown.message;
      throw thrown;
    },
  );
}

const TEST_WORDS: Words = {
  head: "A test of an alert",
  lines: ["Somebody looking after this rule has sent it. Nothing is wrong."],
};

/** Says that it is a test to whom the rule tells. Throws when the rule, a uuid, is gone. */
export async function testAlert(ruleId: string): Promise<AlertTest> {
  const rule = await db.alertRule.findUniqueOrThrow({ where: { id: ruleId } });
  const said =
    rule.channel === "event"
      ? saidUnless(await publishTo(rule, { type: "posthorn.test", data: { message: TEST_WORDS.lines[0] } }))
      : await sayInWords(rule, TEST_WORDS);
  await noteSaid(ruleId, said);
  return said;
}
