/**
 * What a workspace wants to be told of about its endpoints, and how. Promises that a chat's URL can be read by nobody
 * again; noticing and telling are `delivery/alerts.ts` and `delivery/alert-notices.ts`.
 */
import { ApiError, invalidField, notFound } from "./api-error";
import { audit } from "./audit-log";
import type {
  AlertKind,
  AlertRule,
  AlertRules,
  CreateAlertRuleBody,
  UpdateAlertRuleBody,
} from "./contract/alerts";
import { checkUrl } from "./egress/address";
import { egressPolicy } from "./egress-policy";
import { findProject } from "./lookups";
import { sendsMail } from "./mail";
import { db } from "./platform/db";
import { newUuid, publicId, uuidOf } from "./platform/ids";
import { seal } from "./platform/secret-box";
import type { Principal } from "./principal";
import { maskedUrl } from "./secret-url";

/** Every endpoint is held against every rule, again and again. */
const MAX_RULES = 50;

/** What a rule's chat URL is sealed with. Ids are uuids. */
export const boundToRule = (rule: { workspaceId: string; id: string }) =>
  `${rule.workspaceId}|${rule.id}|alert-url`;

const counting = { _count: { select: { alerts: { where: { isOpen: true } } } } } as const;

type Row = Awaited<ReturnType<typeof rowsOf>>[number];

const rowsOf = (workspaceId: string, id?: string) =>
  db.alertRule.findMany({
    where: { workspaceId, ...(id ? { id } : {}) },
    include: counting,
    orderBy: { id: "asc" },
  });

const shown = (row: Row): AlertRule => ({
  id: publicId("alertRule", row.id),
  kind: row.kind as AlertKind,
  minutes: row.minutes,
  projectId: row.projectId && publicId("project", row.projectId),
  target: shownTarget(row),
  enabled: row.enabled,
  open: row._count.alerts,
  lastSentAt: row.lastSentAt?.toISOString() ?? null,
  lastError: row.lastError,
  createdAt: row.createdAt.toISOString(),
});

function shownTarget({ targetProjectId, url, recipients }: Row): AlertRule["target"] {
  if (targetProjectId) return { type: "event", projectId: publicId("project", targetProjectId) };
  return url === null ? { type: "email", to: recipients } : { type: "chat", url };
}

/** All of them, the oldest first; there are few. */
export async function listAlertRules(workspaceId: string): Promise<AlertRules> {
  return { data: (await rowsOf(workspaceId)).map(shown), sendsMail: sendsMail() };
}

/** Throws `invalid_request` for a target that cannot be, and `conflict` for one rule too many. */
export async function createAlertRule(
  principal: Principal,
  workspaceId: string,
  body: CreateAlertRuleBody,
): Promise<AlertRule> {
  const id = newUuid();
  const target = await targetColumns({ workspaceId, id }, body);
  const projectId = body.projectId && (await projectUuid(workspaceId, body.projectId, "projectId"));
  if (projectId && projectId === target.targetProjectId)
    throw invalidField("target.projectId", "must be another project than the one watched");
  await db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM workspaces WHERE id = ${workspaceId}::uuid FOR NO KEY UPDATE`;
    if ((await tx.alertRule.count({ where: { workspaceId } })) >= MAX_RULES)
      throw new ApiError("conflict", `A workspace has at most ${MAX_RULES} rules; delete one first.`);
    const minutes = body.kind === "disabled" ? 0 : body.minutes;
    await tx.alertRule.create({ data: { id, workspaceId, projectId, kind: body.kind, minutes, ...target } });
    await audit(tx, principal, {
      action: "alert-rule.create",
      targetId: publicId("alertRule", id),
      workspaceId,
      detail: { kind: body.kind, minutes, target: body.target.type },
    });
  });
  return theOne(workspaceId, id);
}

async function targetColumns(rule: { workspaceId: string; id: string }, { target }: CreateAlertRuleBody) {
  if (target.type === "email") {
    if (!sendsMail()) throw invalidField("target.to", "cannot be written to: this Posthorn sends no mail");
    return { channel: target.type, recipients: [...new Set(target.to)] };
  }
  if (target.type === "event") {
    const targetProjectId = await projectUuid(rule.workspaceId, target.projectId, "target.projectId");
    return { channel: target.type, targetProjectId };
  }
  const verdict = checkUrl(target.url, egressPolicy());
  if (!verdict.ok) throw invalidField("target.url", verdict.reason);
  return {
    channel: target.type,
    url: maskedUrl(target.url),
    urlSealed: seal(target.url, boundToRule(rule)),
  };
}

async function projectUuid(workspaceId: string, id: string, field: string): Promise<string> {
  const project = await findProject(id, workspaceId);
  if (!project) throw invalidField(field, "is no project of yours");
  return project.id;
}

const ruleUuid = (publicRuleId: string): string => {
  const id = uuidOf("alertRule", publicRuleId);
  if (!id) throw notFound();
  return id;
};

async function theOne(workspaceId: string, id: string): Promise<AlertRule> {
  const [row] = await rowsOf(workspaceId, id);
  if (!row) throw notFound();
  return shown(row);
}

/** The rule's uuid. Throws `not_found`, also for another workspace's. */
export async function findAlertRule(workspaceId: string, publicRuleId: string): Promise<string> {
  const id = ruleUuid(publicRuleId);
  if ((await db.alertRule.count({ where: { id, workspaceId } })) === 0) throw notFound();
  return id;
}

/** A rule that is switched off forgets what it had begun to say. Throws `not_found`. */
export async function updateAlertRule(
  principal: Principal,
  workspaceId: string,
  publicRuleId: string,
  { enabled, minutes }: UpdateAlertRuleBody,
): Promise<AlertRule> {
  const id = await findAlertRule(workspaceId, publicRuleId);
  await db.$transaction(async (tx) => {
    const rule = await tx.alertRule.findFirst({ where: { id, workspaceId }, select: { kind: true } });
    if (!rule) throw notFound();
    const change = {
      ...(enabled === undefined ? {} : { enabled }),
      ...(minutes === undefined || rule.kind === "disabled" ? {} : { minutes }),
    };
    await tx.alertRule.update({ where: { id }, data: change, select: { id: true } });
    if (enabled === false) await tx.alert.deleteMany({ where: { ruleId: id } });
    const target = { targetId: publicId("alertRule", id), workspaceId };
    await audit(tx, principal, { action: "alert-rule.update", ...target, detail: change });
  });
  return theOne(workspaceId, id);
}

/** Throws `not_found`. */
export async function deleteAlertRule(
  principal: Principal,
  workspaceId: string,
  publicRuleId: string,
): Promise<void> {
  const id = ruleUuid(publicRuleId);
  await db.$transaction(async (tx) => {
    const { count } = await tx.alertRule.deleteMany({ where: { id, workspaceId } });
    if (count === 0) throw notFound();
    await audit(tx, principal, { action: "alert-rule.delete", targetId: publicRuleId, workspaceId });
  });
}
