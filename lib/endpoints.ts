/**
 * Endpoints: where a project's events go. Promises that every change raises the versions by which the engine
 * notices it, and stands in the audit log, in one transaction.
 */
import { ApiError, invalidField, notFound } from "./api-error";
import { type AuditDetail, audit } from "./audit-log";
import type {
  CreateEndpointBody,
  Endpoint,
  EndpointsQuery,
  EndpointWithSecret,
  RotateSecretBody,
  UpdateEndpointBody,
} from "./contract/endpoints";
import type { Page } from "./contract/page";
import { pageFrom, readCursor } from "./cursor";
import { cancelPending } from "./delivery/cancel";
import { noteChange } from "./delivery/live";
import { type DialectCatalogue, dialectCatalogue, requireDialect } from "./dialect-catalogue";
import { checkUrl } from "./egress/address";
import { checkHeaders } from "./egress/header-rules";
import { egressPolicy } from "./egress-policy";
import { demandSameKind, dialectFor, keptUrl, kindOf } from "./endpoint-destination";
import { type EndpointRow, headersBoundTo, SHOWN_ENDPOINT, shownEndpoint } from "./endpoint-view";
import type { EndpointRef, ProjectRef } from "./lookups";
import { db, type Prisma, type Tx } from "./platform/db";
import { newUuid, publicId, uuidOf } from "./platform/ids";
import { wake } from "./platform/queue";
import { seal } from "./platform/secret-box";
import type { DeliveryPolicy } from "./policy/delivery-policy";
import { mergedOverrides, overridesJson, overridesOf } from "./policy-overrides";
import { demandPortalFields, demandPortalRoom } from "./portal-limits";
import type { Principal } from "./principal";
import { insertSecret, replaceSecret, secretFor } from "./signing-secrets";
import { raiseVersions } from "./versions";

/** A project's endpoints, newest first. Rides on `endpoints_of_project`. */
export async function listEndpoints(project: ProjectRef, query: EndpointsQuery): Promise<Page<Endpoint>> {
  const list = { noun: "endpoints", owner: project.id, filters: query };
  const after = readCursor(list, query.cursor);
  const rows = await db.endpoint.findMany({
    where: {
      projectId: project.id,
      deletedAt: null,
      ...(query.status ? { status: query.status } : {}),
      AND: [...(after ? [{ id: { lt: after } }] : []), ...(query.q ? [matching(query.q)] : [])],
    },
    orderBy: { id: "desc" },
    take: query.limit + 1,
    select: SHOWN_ENDPOINT,
  });
  const catalogue = await dialectCatalogue(project.workspaceId);
  const show = (row: EndpointRow) => shownEndpoint(row, catalogue);
  return pageFrom(rows, { limit: query.limit, list, keyOf: (row) => row.id, show });
}

function matching(q: string): Prisma.EndpointWhereInput {
  const id = uuidOf("endpoint", q);
  if (id) return { id };
  const contains = { contains: q, mode: "insensitive" as const };
  return { OR: [{ url: contains }, { description: contains }] };
}

/** One endpoint. Throws `not_found`. */
export async function getEndpoint(project: ProjectRef, endpointId: string): Promise<Endpoint> {
  return shownEndpoint(await readRow(db, project, endpointId), await dialectCatalogue(project.workspaceId));
}

const { state: STATE, secrets: SECRETS, ...OWN_AND_PROJECT } = SHOWN_ENDPOINT;

/** One relation after the other: Prisma asks for several at once, and a transaction's connection takes one at a time. */
async function readRow(tx: Tx, project: ProjectRef, id: string): Promise<EndpointRow> {
  const where = { id, projectId: project.id, deletedAt: null };
  const row = await tx.endpoint.findFirst({ where, select: OWN_AND_PROJECT });
  if (!row) throw notFound();
  const state = await tx.endpointState.findUnique({ where: { endpointId: id }, ...STATE });
  const secrets = await tx.signingSecret.findMany({
    ...SECRETS,
    where: { ...SECRETS.where, endpointId: id },
  });
  return { ...row, state, secrets };
}

/** The URL as it was given, if events may be sent there. Throws `refused_url`, about what the caller calls it. */
export function checkedUrl(url: string, field = "url"): string {
  const verdict = checkUrl(url, egressPolicy());
  if (!verdict.ok) throw invalidField(field, verdict.reason, "refused_url");
  return url;
}

type Headers = Record<string, string> | null;

/** The custom headers sealed for their endpoint; null when there are none. Throws `invalid_request`. */
function sealedHeaders(owner: { projectId: string; id: string }, headers: Headers, dialect: DeliveryPolicy) {
  if (headers === null || Object.keys(headers).length === 0) return null;
  const reserved = dialect.headers.map(({ name }) => name.toLowerCase());
  const verdict = checkHeaders(headers, reserved);
  if (!verdict.ok) throw invalidField(verdict.field ? `headers.${verdict.field}` : "headers", verdict.reason);
  return seal(JSON.stringify(headers), headersBoundTo(owner.projectId, owner.id));
}

/**
 * Makes an endpoint with its first signing secret, which only this answer shows. Throws `refused_url`,
 * `invalid_secret` and `invalid_request` naming the field.
 */
export async function createEndpoint(
  by: Principal,
  project: ProjectRef,
  body: CreateEndpointBody,
): Promise<EndpointWithSecret> {
  checkedUrl(body.url);
  return db.$transaction((tx) => insertEndpoint(tx, by, project, body));
}

/** As `createEndpoint`, for clients to whom a project has each URL once. Throws `conflict` for one it has. */
export async function createEndpointOnce(
  by: Principal,
  project: ProjectRef,
  body: CreateEndpointBody,
): Promise<EndpointWithSecret> {
  const url = checkedUrl(body.url);
  return db.$transaction(async (tx) => {
    // Of two that bring the same URL at once, the second waits for the first.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${project.id} ${url}`}, 0))`;
    const where = { projectId: project.id, url, deletedAt: null };
    if (await tx.endpoint.findFirst({ where, select: { id: true } }))
      throw new ApiError("conflict", "The project has an endpoint with this URL already.");
    return insertEndpoint(tx, by, project, body);
  });
}

async function insertEndpoint(
  tx: Tx,
  by: Principal,
  project: ProjectRef,
  body: CreateEndpointBody,
): Promise<EndpointWithSecret> {
  const { url: sentTo, description, subscriptions, channel, dialect, headers, secret: given, ...rest } = body;
  const { destination, ...settings } = rest;
  demandPortalFields(by, body);
  const id = newUuid();
  const workspaceDialect = await lockWorkspace(tx, project.workspaceId);
  await demandPortalRoom(by, tx, project.id);
  const chosen = dialectFor(destination, dialect);
  const policy = await requireDialect(project.workspaceId, chosen ?? workspaceDialect, tx);
  demandSameKind(policy, destination);
  const kept = keptUrl({ projectId: project.id, id }, sentTo, policy);
  const secret = secretFor(policy.secretFormat, given);
  const row = await tx.endpoint.create({
    data: {
      id,
      projectId: project.id,
      ...kept,
      description: description ?? "",
      subscriptions: subscriptions ?? [{ type: "*" }],
      channel: channel ?? null,
      dialect: chosen,
      overrides: overridesJson(mergedOverrides({}, settings)),
      headersSealed: sealedHeaders({ projectId: project.id, id }, headers ?? null, policy),
      state: { create: {} },
    },
    select: { id: true },
  });
  await insertSecret(tx, { projectId: project.id, endpointId: id }, secret);
  await raiseVersions(tx, { projectId: project.id }, ["routing"]);
  await note(tx, by, project, { action: "endpoint.create", endpointId: id, detail: { url: kept.url } });
  return { ...(await shownIn(tx, project, row.id)), secret };
}

/**
 * The workspace's dialect, with its row locked against change: what is read of it holds until the end, and
 * no dialect goes while it is chosen. Comes before any other lock, as in `updateWorkspace`.
 */
async function lockWorkspace(tx: Tx, workspaceId: string): Promise<string> {
  const [workspace] = await tx.$queryRaw<{ dialect: string }[]>`
    SELECT dialect FROM workspaces WHERE id = ${workspaceId}::uuid FOR SHARE`;
  if (!workspace) throw notFound();
  return workspace.dialect;
}

async function shownIn(tx: Tx, project: ProjectRef, id: string): Promise<Endpoint> {
  const catalogue: DialectCatalogue = await dialectCatalogue(project.workspaceId, tx);
  return shownEndpoint(await readRow(tx, project, id), catalogue);
}

type Note = { action: string; endpointId: string; detail?: AuditDetail };

async function note(
  tx: Tx,
  by: Principal,
  project: ProjectRef,
  { action, endpointId, detail }: Note,
): Promise<void> {
  await audit(tx, by, {
    action,
    targetId: publicId("endpoint", endpointId),
    workspaceId: project.workspaceId,
    projectId: project.id,
    ...(detail ? { detail } : {}),
  });
}

/** Runs a change with the endpoint's row locked; changes of one endpoint come one after the other. */
async function changing<T>(
  project: ProjectRef,
  { id }: { id: string },
  change: (tx: Tx, row: EndpointRow) => Promise<T>,
): Promise<T> {
  const result = await db.$transaction(async (tx) => {
    await lockWorkspace(tx, project.workspaceId);
    await tx.$queryRaw`SELECT 1 FROM endpoints WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
    return change(tx, await readRow(tx, project, id));
  });
  noteChange(project.id, { endpoint: id });
  return result;
}

/** Changes what is given and leaves the rest. Throws as `createEndpoint` does. */
export async function updateEndpoint(
  by: Principal,
  project: ProjectRef,
  endpoint: EndpointRef,
  body: UpdateEndpointBody,
): Promise<Endpoint> {
  const {
    url: given,
    destination,
    description,
    subscriptions,
    channel,
    dialect,
    headers,
    ...settings
  } = body;
  demandPortalFields(by, body);
  const shown = await changing(project, endpoint, async (tx, row) => {
    const before = await dialectOf(tx, project, row);
    const policy = dialect === undefined ? before : await dialectOf(tx, project, { ...row, dialect });
    demandSameKind(before, destination);
    demandSameKind(policy, kindOf(before), "dialect");
    // Who sends back what was shown changes nothing: the masked form of a secret URL is no URL.
    const url = given === undefined || given === row.url ? undefined : checkedUrl(given);
    const kept = url === undefined ? { url: row.url } : keptUrl(row, url, policy);
    // A secret is of its dialect's format; another format needs another secret, hence another endpoint.
    if (policy.secretFormat !== before.secretFormat)
      throw invalidField(
        "dialect",
        "takes signing secrets of another format; make a second endpoint with it",
      );
    await tx.endpoint.update({
      where: { id: row.id },
      data: {
        ...kept,
        ...(description === undefined ? {} : { description }),
        ...(subscriptions === undefined ? {} : { subscriptions }),
        ...(channel === undefined ? {} : { channel }),
        ...(dialect === undefined ? {} : { dialect }),
        ...(headers === undefined ? {} : { headersSealed: sealedHeaders(row, headers, policy) }),
        overrides: overridesJson(mergedOverrides(overridesOf(row.overrides), settings)),
        ...CHANGED(),
      },
    });
    await raiseVersions(tx, { projectId: project.id }, ["routing"]);
    const changed = Object.entries(body).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    await note(tx, by, project, {
      action: "endpoint.update",
      endpointId: row.id,
      detail: { changed, ...(url === undefined ? {} : { from: row.url, to: kept.url }) },
    });
    return shownIn(tx, project, row.id);
  });
  await wake([endpoint.id]);
  return shown;
}

const CHANGED = () => ({ version: { increment: 1 }, updatedAt: new Date() });

/** The dialect of a row, its own or its workspace's. */
const dialectOf = (tx: Tx, { workspaceId }: ProjectRef, row: Pick<EndpointRow, "dialect" | "project">) =>
  requireDialect(workspaceId, row.dialect ?? row.project.workspace.dialect, tx);

/** Gives the endpoint a new signing secret, which only this answer shows. Throws `invalid_secret` and `conflict`. */
export async function rotateSecret(
  by: Principal,
  project: ProjectRef,
  endpoint: EndpointRef,
  body: RotateSecretBody,
): Promise<EndpointWithSecret> {
  return changing(project, endpoint, async (tx, row) => {
    const policy = await dialectOf(tx, project, row);
    const secret = secretFor(policy.secretFormat, body.secret);
    await replaceSecret(tx, { projectId: project.id, endpointId: row.id }, secret, body);
    await tx.endpoint.update({ where: { id: row.id }, data: CHANGED() });
    await note(tx, by, project, {
      action: "endpoint.rotate-secret",
      endpointId: row.id,
      detail: { revokedAtOnce: body.revokeNow, expiresInSeconds: body.expiresInSeconds },
    });
    return { ...(await shownIn(tx, project, row.id)), secret };
  });
}

/** Enables an endpoint and forgets its failures; one that is enabled stays as it is. */
export async function enableEndpoint(
  by: Principal,
  project: ProjectRef,
  endpoint: EndpointRef,
): Promise<Endpoint> {
  const shown = await changing(project, endpoint, async (tx, row) => {
    if (row.status === "disabled") {
      await tx.endpoint.update({
        where: { id: row.id },
        data: { status: "enabled", disabledReason: null, disabledAt: null, ...CHANGED() },
      });
      await tx.endpointState.update({
        where: { endpointId: row.id },
        data: { consecutiveFailures: 0, failingSince: null, failedProbes: 0, paceAt: null },
      });
      await raiseVersions(tx, { projectId: project.id }, ["routing"]);
      await note(tx, by, project, { action: "endpoint.enable", endpointId: row.id });
    }
    return shownIn(tx, project, row.id);
  });
  await wake([endpoint.id]);
  return shown;
}

/** Disables an endpoint and cancels what waits for it; one that is disabled stays as it is. */
export async function disableEndpoint(
  by: Principal,
  project: ProjectRef,
  endpoint: EndpointRef,
): Promise<Endpoint> {
  return changing(project, endpoint, async (tx, row) => {
    if (row.status === "enabled") {
      await tx.endpoint.update({
        where: { id: row.id },
        data: { status: "disabled", disabledReason: "manual", disabledAt: new Date(), ...CHANGED() },
      });
      await raiseVersions(tx, { projectId: project.id }, ["routing"]);
      const cancelled = await cancelPending(tx, row.id, "disabled");
      await note(tx, by, project, { action: "endpoint.disable", endpointId: row.id, detail: { cancelled } });
    }
    return shownIn(tx, project, row.id);
  });
}

/** Deletes an endpoint: cancels what waits for it and destroys its secrets; its history stays. */
export async function deleteEndpoint(
  by: Principal,
  project: ProjectRef,
  endpoint: EndpointRef,
): Promise<void> {
  await changing(project, endpoint, async (tx, row) => {
    const deletedAt = new Date();
    await tx.endpoint.update({
      where: { id: row.id },
      data: {
        status: "disabled",
        disabledReason: "deleted",
        disabledAt: deletedAt,
        deletedAt,
        headersSealed: null,
        urlSealed: null,
        ...CHANGED(),
      },
    });
    await tx.signingSecret.deleteMany({ where: { endpointId: row.id } });
    await raiseVersions(tx, { projectId: project.id }, ["routing"]);
    const cancelled = await cancelPending(tx, row.id, "deleted");
    await note(tx, by, project, {
      action: "endpoint.delete",
      endpointId: row.id,
      detail: { url: row.url, cancelled },
    });
  });
}
