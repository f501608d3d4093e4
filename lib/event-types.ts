/** The event catalogue of a workspace: names with category, description, schema and example. */
import { ApiError, invalidField, notFound } from "./api-error";
import { audit } from "./audit-log";
import type {
  CreateEventTypeBody,
  EventType,
  EventTypesQuery,
  UpdateEventTypeBody,
} from "./contract/event-types";
import type { Page } from "./contract/page";
import { pageFrom, readCursor } from "./cursor";
import { schemaMistake } from "./payload-schemas";
import { db } from "./platform/db";
import { newUuid } from "./platform/ids";
import { checkJson } from "./policy/json-text";
import type { Principal } from "./principal";
import { countViolations } from "./schema-violations";
import { raiseVersions } from "./versions";

type Row = {
  name: string;
  category: string | null;
  description: string;
  schema: string | null;
  example: string | null;
  registered: boolean;
  archivedAt: Date | null;
  createdAt: Date;
};

const shownEventType = (row: Row, violations: number): EventType => ({
  name: row.name,
  category: row.category,
  description: row.description,
  schema: row.schema,
  example: row.example,
  registered: row.registered,
  violations,
  archivedAt: row.archivedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
});

/** The catalogue in alphabetical order, as people look for names. Rides on `event_types_by_name`. */
export async function listEventTypes(workspaceId: string, query: EventTypesQuery): Promise<Page<EventType>> {
  const list = { noun: "event-types", owner: workspaceId, filters: query };
  const after = readCursor(list, query.cursor);
  const rows = await db.eventType.findMany({
    where: {
      workspaceId,
      ...(query.archived === "true" ? {} : { archivedAt: null }),
      AND: [
        ...(after ? [{ name: { gt: after } }] : []),
        ...(query.q ? [{ name: { startsWith: query.q, mode: "insensitive" as const } }] : []),
      ],
    },
    orderBy: { name: "asc" },
    take: query.limit + 1,
  });
  const violationsOf = await countViolations(
    workspaceId,
    rows.map(({ name }) => name),
  );
  const show = (row: Row) => shownEventType(row, violationsOf(row.name));
  return pageFrom(rows, { limit: query.limit, list, keyOf: (row) => row.name, show });
}

/** The one type that no catalogue lists: see `delivery/unknown-types.ts`. */
const UNLISTED_TYPE = "posthorn.test";

/**
 * Whether any type begins so, upper or lower case: every type that an event ever had is in the catalogue, but for
 * that of test events. Rides on `event_types_by_name`.
 */
export async function hasTypeBeginning(workspaceId: string, q: string): Promise<boolean> {
  if (UNLISTED_TYPE.startsWith(q.toLowerCase())) return true;
  const name = { startsWith: q, mode: "insensitive" as const };
  return (await db.eventType.findFirst({ where: { workspaceId, name }, select: { id: true } })) !== null;
}

/** One event type by name. Throws `not_found`. */
export async function getEventType(workspaceId: string, name: string): Promise<EventType> {
  const row = await db.eventType.findUnique({ where: { workspaceId_name: { workspaceId, name } } });
  if (!row) throw notFound();
  return shownEventType(row, (await countViolations(workspaceId, [name]))(name));
}

/** JSON as it was written, or as its value prints. Throws `invalid_request` for a text that is not JSON. */
function jsonText(field: string, given: CreateEventTypeBody["schema"]): string | null | undefined {
  if (given === undefined || given === null) return given;
  const written = typeof given === "string" ? given : JSON.stringify(given);
  if (!written.isWellFormed() || !checkJson(Buffer.from(written)).ok)
    throw invalidField(field, "must be JSON text");
  return written;
}

/** As `jsonText`, and what holds is a JSON Schema that can be used. */
function schemaText(given: CreateEventTypeBody["schema"]): string | null | undefined {
  const written = jsonText("schema", given);
  const mistake = written ? schemaMistake(written) : null;
  if (mistake) throw invalidField("schema", mistake);
  return written;
}

type Described = Omit<UpdateEventTypeBody, "archived">;

const columns = ({ category, description, schema, example }: Described) => ({
  ...(category === undefined ? {} : { category }),
  ...(description === undefined ? {} : { description }),
  ...(schema === undefined ? {} : { schema: schemaText(schema) ?? null }),
  ...(example === undefined ? {} : { example: jsonText("example", example) ?? null }),
});

/** Registers a type; one first seen in a published event becomes a registered one. Throws `conflict`. */
export async function createEventType(
  by: Principal,
  workspaceId: string,
  { name, ...described }: CreateEventTypeBody,
): Promise<EventType> {
  const data = columns(described);
  return db.$transaction(async (tx) => {
    const where = { workspaceId_name: { workspaceId, name } };
    await tx.eventType.createMany({
      data: [{ id: newUuid(), workspaceId, name, registered: false }],
      skipDuplicates: true,
    });
    // Of two who register it at once, the second waits for the first and changes nothing.
    const { count } = await tx.eventType.updateMany({
      where: { workspaceId, name, OR: [{ registered: false }, { archivedAt: { not: null } }] },
      data: { ...data, registered: true, archivedAt: null },
    });
    if (count === 0) throw new ApiError("conflict", "This event type is in the catalogue already.");
    await raiseVersions(tx, { workspaceId }, ["routing"]);
    await audit(tx, by, { action: "event-type.create", targetId: name, workspaceId });
    const row = await tx.eventType.findUniqueOrThrow({ where });
    return shownEventType(row, (await countViolations(workspaceId, [name], tx))(name));
  });
}

/** Changes a type, which registers it. Throws `not_found`. */
export async function updateEventType(
  by: Principal,
  workspaceId: string,
  name: string,
  { archived, ...described }: UpdateEventTypeBody,
): Promise<EventType> {
  const data = columns(described);
  const archive = archived === undefined ? {} : { archivedAt: archived ? new Date() : null };
  return db.$transaction(async (tx) => {
    const { count } = await tx.eventType.updateMany({
      where: { workspaceId, name },
      data: { ...data, ...archive, registered: true },
    });
    if (count === 0) throw notFound();
    await raiseVersions(tx, { workspaceId }, ["routing"]);
    await audit(tx, by, {
      action: archived === true ? "event-type.archive" : "event-type.update",
      targetId: name,
      workspaceId,
      detail: { changed: [...Object.keys(data), ...Object.keys(archive)] },
    });
    const where = { workspaceId_name: { workspaceId, name } };
    const row = await tx.eventType.findUniqueOrThrow({ where });
    return shownEventType(row, (await countViolations(workspaceId, [name], tx))(name));
  });
}
