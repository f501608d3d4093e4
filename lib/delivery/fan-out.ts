/**
 * Which endpoints of a project get an event of one kind (type and channel), and why each other one does
 * not. The answer holds for a routing version, so it is found once and stored once for many events.
 */
import { pool, run } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import type { RoutedEndpoint, Routing } from "./routing";

export type SkipReason = "disabled" | "channel" | "not-subscribed";

/** `atRunEnd`: held until the event's run ends, where it belongs to one. */
export type Target = { endpoint: RoutedEndpoint; atRunEnd: boolean };

export type FanOut = {
  id: string;
  category: string | null;
  targets: Target[];
  /** Dialects among the targets: one body each. */
  dialects: RoutedEndpoint["dialect"][];
};

export type EventKind = { type: string; channel: string | null };

/** Pure: splits the project's endpoints into those that get the event and those that do not, by reason. */
export function splitEndpoints(routing: Pick<Routing, "endpoints" | "types">, kind: EventKind) {
  const category = routing.types.get(kind.type)?.category ?? null;
  const targets: Target[] = [];
  const skipped: Partial<Record<SkipReason, string[]>> = {};
  for (const endpoint of routing.endpoints) {
    const match = endpoint.matches({ ...kind, category });
    const reason = skipReason(endpoint, kind, match.match);
    if (reason) {
      const ids = skipped[reason] ?? [];
      ids.push(endpoint.id);
      skipped[reason] = ids;
    } else targets.push({ endpoint, atRunEnd: match.match && match.when === "runEnd" });
  }
  return { category, targets, skipped };
}

function skipReason(endpoint: RoutedEndpoint, event: EventKind, subscribed: boolean): SkipReason | null {
  if (endpoint.channel !== null && endpoint.channel !== event.channel) return "channel";
  if (!subscribed) return "not-subscribed";
  return endpoint.enabled ? null : "disabled";
}

// Rides fan_outs_by_kind. The no-op update makes RETURNING answer the row another process wrote.
const STORE = {
  name: "fan-out-store",
  text: `INSERT INTO fan_outs (id, project_id, routing_version, type, channel, skipped)
    VALUES ($1, $2, $3, $4, $5, $6::jsonb)
    ON CONFLICT (project_id, routing_version, type, channel) DO UPDATE SET type = EXCLUDED.type RETURNING id`,
};

const MAX_KINDS = 2_000;

/** The fan-out of that kind of event, from the routing's memory or newly split and stored. */
export async function fanOutOf(routing: Routing, kind: EventKind): Promise<FanOut> {
  const key = `${kind.type}\n${kind.channel ?? ""}`;
  const known = routing.fanOuts.get(key);
  if (known) return known;
  const { category, targets, skipped } = splitEndpoints(routing, kind);
  const [row] = await run<{ id: string }>(pool("ingest"), STORE, [
    newUuid(),
    routing.projectId,
    routing.version,
    kind.type,
    kind.channel ?? "",
    JSON.stringify(skipped),
  ]);
  const dialects = [
    ...new Map(targets.map(({ endpoint }) => [endpoint.dialect.name, endpoint.dialect])).values(),
  ];
  const fanOut = { id: row?.id ?? newUuid(), category, targets, dialects };
  if (routing.fanOuts.size >= MAX_KINDS) routing.fanOuts.clear();
  routing.fanOuts.set(key, fanOut);
  return fanOut;
}
