/** Reads deliveries: lists by filter, one with all of its attempts. Making and moving them is `lib/delivery`. */
import { invalidField, notFound } from "./api-error";
import type { Attempt, DeliveriesQuery, Delivery, DeliveryDetail } from "./contract/deliveries";
import type { Page } from "./contract/page";
import { makeCursor, readCursor } from "./cursor";
import { explainDelivery } from "./delivery-explanation";
import { findDeliveries } from "./delivery-search";
import { dialectCatalogue } from "./dialect-catalogue";
import { BUILT_IN_DIALECTS } from "./dialects/built-in";
import { type EndpointName, endpointNames } from "./endpoint-names";
import type { DeliveryRef, ProjectRef } from "./lookups";
import { db } from "./platform/db";
import { publicId, uuidOf } from "./platform/ids";
import type { Prisma } from "./platform/prisma/client";
import type { AttemptErrorCode } from "./policy/outcome";
import { resolvePolicy } from "./policy/resolve-policy";
import { overridesOf } from "./policy-overrides";
import { cameAfterItsRun } from "./runs";

const SHOWN_DELIVERY = {
  id: true,
  projectId: true,
  eventId: true,
  endpointId: true,
  bodyId: true,
  type: true,
  category: true,
  status: true,
  orderingKey: true,
  runId: true,
  batchId: true,
  nextAttemptAt: true,
  attemptCount: true,
  lastStatusCode: true,
  lastDurationMs: true,
  reason: true,
  replayOf: true,
  createdAt: true,
  settledAt: true,
} as const satisfies Prisma.DeliverySelect;

type Row = Prisma.DeliveryGetPayload<{ select: typeof SHOWN_DELIVERY }>;

/** A row as lists answer it. */
export function shownDelivery(row: Row, endpoint: EndpointName): Delivery {
  return {
    id: publicId("delivery", row.id),
    projectId: publicId("project", row.projectId),
    eventId: publicId("event", row.eventId),
    endpointId: publicId("endpoint", row.endpointId),
    endpoint,
    type: row.type,
    category: row.category,
    status: row.status,
    attemptCount: row.attemptCount,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    lastStatusCode: row.lastStatusCode,
    lastDurationMs: row.lastDurationMs,
    reason: row.reason,
    orderingKey: row.orderingKey,
    run: row.runId,
    batch: row.batchId && publicId("delivery", row.batchId),
    replayOf: row.replayOf && publicId("delivery", row.replayOf),
    createdAt: row.createdAt.toISOString(),
    settledAt: row.settledAt?.toISOString() ?? null,
  };
}

type Within = { project: ProjectRef; endpointId?: string };

/** A project's deliveries, or one endpoint's (a uuid), newest first. Throws `invalid_cursor` and `invalid_request`. */
export async function listDeliveries(
  { project, endpointId: given }: Within,
  query: DeliveriesQuery,
): Promise<Page<Delivery>> {
  const list = { noun: `deliveries:${given ?? ""}`, owner: project.id, filters: query };
  const after = readCursor(list, query.cursor);
  const [endpointId, another] = endpointsNamed(given, query);
  if (another || (endpointId && !(await isOwn(project, endpointId)))) return { data: [], nextCursor: null };
  const within = { projectId: project.id, workspaceId: project.workspaceId, endpointId };
  const { ids, next } = await findDeliveries(within, query, after);
  const rows = await db.delivery.findMany({
    where: { projectId: project.id, id: { in: ids } },
    orderBy: { id: "desc" },
    select: SHOWN_DELIVERY,
  });
  const nameOf = await endpointNames(
    project.id,
    rows.map((row) => row.endpointId),
  );
  const data = rows.map((row) => shownDelivery(row, nameOf(row.endpointId)));
  return { data, nextCursor: next && makeCursor(list, next) };
}

/** The endpoints, each once, that the path, the filter and the text name: no delivery is of two. */
function endpointsNamed(given: string | undefined, { endpoint, event, q }: DeliveriesQuery): string[] {
  if (event) idIn(event, "event");
  const named = [given, endpoint && idIn(endpoint, "endpoint"), q && uuidOf("endpoint", q)];
  return [...new Set(named.flatMap((id) => id || []))];
}

function idIn(text: string, kind: "endpoint" | "event"): string {
  const id = uuidOf(kind, text);
  if (!id) throw invalidField(kind, `must be an ${kind} id`);
  return id;
}

const isOwn = async ({ id: projectId }: ProjectRef, id: string) =>
  (await db.endpoint.count({ where: { id, projectId } })) === 1;

/** A delivery as lists show it, by its uuid. Throws `not_found`. */
export async function getDelivery(project: ProjectRef, id: string): Promise<Delivery> {
  const row = await readDelivery(project, id);
  const nameOf = await endpointNames(project.id, [row.endpointId]);
  return shownDelivery(row, nameOf(row.endpointId));
}

async function readDelivery(project: ProjectRef, id: string): Promise<Row> {
  const row = await db.delivery.findFirst({ where: { id, projectId: project.id }, select: SHOWN_DELIVERY });
  if (!row) throw notFound();
  return row;
}

/** One delivery with what was or will be sent and every attempt. Throws `not_found`. */
export async function getDeliveryDetail(project: ProjectRef, delivery: DeliveryRef): Promise<DeliveryDetail> {
  const { id, bodyId } = delivery;
  // All at once: each may wait for a disk.
  const [row, attempts, body, endpoint, catalogue, isLate] = await Promise.all([
    readDelivery(project, id),
    // Rides on attempts_pkey.
    db.attempt.findMany({ where: { deliveryId: id }, orderBy: { number: "asc" }, take: 200 }),
    db.body.findUnique({ where: { id: bodyId }, select: { content: true } }),
    endpointOf(delivery),
    dialectCatalogue(project.workspaceId),
    cameAfterItsRun(project, delivery),
  ]);
  const last = attempts.at(-1);
  const sent = body ? textOrBase64(body.content) : null;
  const dialect = catalogue(endpoint?.dialect ?? endpoint?.workspace_dialect ?? "");
  const overrides = endpoint && [overridesOf(endpoint.project_overrides), overridesOf(endpoint.overrides)];
  const policy = resolvePolicy(
    dialect ?? BUILT_IN_DIALECTS.standard,
    overrides?.[0] ?? null,
    overrides?.[1] ?? null,
  );
  return {
    ...shownDelivery(row, { url: endpoint?.url ?? "", description: endpoint?.description ?? "" }),
    request: {
      url: last?.url ?? endpoint?.url ?? "",
      headers: last ? headerPairs(last.requestHeaders) : null,
      body: sent?.text ?? null,
      bodyEncoding: sent?.encoding ?? "utf8",
    },
    attempts: attempts.map(shownAttempt),
    explanation: explainDelivery(
      policy,
      { ...row, outcome: last ? toldOutcome(last) : null, isInBatch: row.batchId !== null, isLate },
      Date.now(),
    ),
  };
}

type OwnEndpoint = {
  url: string;
  description: string;
  dialect: string | null;
  overrides: Prisma.JsonValue;
  project_overrides: Prisma.JsonValue;
  workspace_dialect: string;
};

/** With what its project and workspace say for it, in one statement instead of one after the other. Rides primary keys. */
async function endpointOf({ endpointId, projectId }: DeliveryRef): Promise<OwnEndpoint | undefined> {
  const [row] = await db.$queryRaw<OwnEndpoint[]>`
    SELECT e.url, e.description, e.dialect, e.overrides, p.overrides AS project_overrides, w.dialect AS workspace_dialect
    FROM endpoints e JOIN projects p ON p.id = e.project_id JOIN workspaces w ON w.id = p.workspace_id
    WHERE e.id = ${endpointId}::uuid AND e.project_id = ${projectId}::uuid`;
  return row;
}

type AttemptRow = Prisma.AttemptGetPayload<Record<string, never>>;

const toldOutcome = (row: AttemptRow) => ({
  response: row.statusCode === null ? null : { status: row.statusCode, body: row.responseBody },
  error: row.errorCode
    ? { code: row.errorCode as AttemptErrorCode, message: row.errorMessage ?? row.errorCode }
    : null,
  phases: { total: row.durationMs },
});

function shownAttempt(row: AttemptRow): Attempt {
  const body = row.responseBody ? textOrBase64(row.responseBody, { isCut: row.truncated }) : null;
  const phase = (index: number) => {
    const ms = row.phases[index] ?? -1;
    return ms < 0 ? null : ms;
  };
  return {
    id: publicId("attempt", row.id),
    number: row.number,
    trigger: row.trigger,
    startedAt: row.startedAt.toISOString(),
    durationMs: row.durationMs,
    phases: { dns: phase(0), connect: phase(1), tls: phase(2), firstByte: phase(3) },
    url: row.url,
    requestHeaders: headerPairs(row.requestHeaders),
    statusCode: row.statusCode,
    responseHeaders: row.responseHeaders === null ? null : headerPairs(row.responseHeaders),
    responseBody: body?.text ?? null,
    responseBodyEncoding: body?.encoding ?? "utf8",
    responseTruncated: row.truncated,
    error: row.errorCode ? { code: row.errorCode, message: row.errorMessage ?? row.errorCode } : null,
  };
}

/** What the engine stored as `[[name, value], …]`; a custom header's value is null there and "" here. */
const headerPairs = (stored: string): [string, string][] =>
  (JSON.parse(stored) as [string, string | null][]).map(([name, value]) => [name, value ?? ""]);

/**
 * Bytes as text where they are text, as base64 where they are not; nothing is ever replaced. Where the bytes
 * are cut short, half of a character at their end is left out.
 */
export function textOrBase64(
  bytes: Uint8Array,
  { isCut = false } = {},
): { text: string; encoding: "utf8" | "base64" } {
  try {
    const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return { text: strict.decode(bytes, { stream: isCut }), encoding: "utf8" };
  } catch {
    // Not UTF-8: the decoder has no other way to say so.
    return { text: Buffer.from(bytes).toString("base64"), encoding: "base64" };
  }
}
