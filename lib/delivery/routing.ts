/**
 * Who gets what in a project, compiled from Postgres and kept until its routing version changes. It never
 * decides alone that it is fresh: accept compares the version in the statement that writes.
 */
import type { SchemaCheck } from "@/lib/contract/schema-checks";
import { BUILT_IN_DIALECTS } from "@/lib/dialects/built-in";
import { withMessages } from "@/lib/message-rules";
import { withSharedSchemas } from "@/lib/payload-schemas";
import { pool, run } from "@/lib/platform/db";
import { processWide } from "@/lib/platform/process-wide";
import type { DeliveryPolicy, OrderingPolicy, PolicyOverrides } from "@/lib/policy/delivery-policy";
import { compileSubscriptions, type Subscription, type SubscriptionMatcher } from "@/lib/policy/match";
import type { MessageTemplate } from "@/lib/policy/message/message-template";
import { resolvePolicy } from "@/lib/policy/resolve-policy";
import type { FanOut } from "./fan-out";

export type RoutedEndpoint = {
  id: string;
  enabled: boolean;
  channel: string | null;
  dialect: DeliveryPolicy;
  ordering: OrderingPolicy;
  matches: SubscriptionMatcher;
};

/** `schema`: its JSON Schema's text, where the workspace checks payloads. */
export type KnownType = { category: string | null; registered: boolean; schema?: string | null };

export type Routing = {
  projectId: string;
  workspaceId: string;
  version: number;
  strictTypes: boolean;
  /** What becomes of payloads that their type's schema does not allow. */
  schemaCheck: SchemaCheck;
  /** Seconds a run may hold deliveries; null where no subscription waits for the end of a run. */
  holdSeconds: number | null;
  /** Every type seen or registered, by name. */
  types: Map<string, KnownType>;
  endpoints: RoutedEndpoint[];
  /** By type and channel; filled as events arrive. */
  fanOuts: Map<string, FanOut>;
};

const MAX_PROJECTS = 5_000;
const cache = processWide("routing", () => new Map<string, Promise<Routing | null>>());

/** The project's routing, `null` when there is no such project. `staleVersion` is one known to be outdated. */
export function routingOf(projectId: string, staleVersion?: number): Promise<Routing | null> {
  const cached = cache.get(projectId);
  if (!cached) return remember(projectId);
  if (staleVersion === undefined) return cached;
  return cached.then((routing) =>
    !routing || routing.version <= staleVersion ? remember(projectId, cached) : routing,
  );
}

function remember(projectId: string, replacing?: Promise<Routing | null>): Promise<Routing | null> {
  const current = cache.get(projectId);
  if (current && current !== replacing) return current;
  const loading = load(projectId).catch((error) => {
    cache.delete(projectId);
    throw error;
  });
  cache.delete(projectId);
  cache.set(projectId, loading);
  if (cache.size > MAX_PROJECTS) cache.delete(cache.keys().next().value as string);
  // A project that does not exist yet may exist a moment later.
  loading.then((routing) => !routing && cache.delete(projectId)).catch(() => undefined);
  return loading;
}

type ProjectRow = {
  workspace_id: string;
  routing_version: number;
  overrides: PolicyOverrides;
  dialect: string;
  strict_types: boolean;
  schema_check: SchemaCheck;
  run_hold_seconds: number;
  own_dialects: Record<string, DeliveryPolicy> | null;
  messages: Record<string, MessageTemplate> | null;
  types: Record<string, KnownType> | null;
};
type EndpointRow = {
  id: string;
  status: string;
  channel: string | null;
  dialect: string | null;
  overrides: PolicyOverrides;
  subscriptions: Subscription[];
};

// Rides projects_pkey, dialects_by_name, event_types_by_name, message_templates_pkey.
const PROJECT = {
  name: "routing-project",
  text: `SELECT p.workspace_id, p.routing_version, p.overrides, w.dialect, w.strict_types, w.schema_check, w.run_hold_seconds,
      (SELECT json_object_agg(d.name, d.policy) FROM dialects d WHERE d.workspace_id = w.id) AS own_dialects,
      (SELECT json_object_agg(m.type, m.template) FROM message_templates m WHERE m.workspace_id = w.id) AS messages,
      (SELECT json_object_agg(t.name, json_build_object('category', t.category, 'registered', t.registered,
        'schema', CASE WHEN w.schema_check <> 'off' THEN t.schema END)) FROM event_types t WHERE t.workspace_id = w.id) AS types
    FROM projects p JOIN workspaces w ON w.id = p.workspace_id WHERE p.id = $1 AND p.deleted_at IS NULL`,
};
// Rides endpoints_of_project.
const ENDPOINTS = {
  name: "routing-endpoints",
  text: `SELECT id, status, channel, dialect, overrides, subscriptions FROM endpoints
    WHERE project_id = $1 AND deleted_at IS NULL ORDER BY id`,
};

const holds = (row: EndpointRow) => row.subscriptions.some(({ when }) => when === "runEnd");

async function load(projectId: string): Promise<Routing | null> {
  // The version is read first: endpoints that change meanwhile make it stale, never wrongly fresh.
  const [project] = await run<ProjectRow>(pool("ingest"), PROJECT, [projectId]);
  if (!project) return null;
  const rows = await run<EndpointRow>(pool("ingest"), ENDPOINTS, [projectId]);
  const dialectNamed = (name: string) =>
    BUILT_IN_DIALECTS[name] ?? project.own_dialects?.[name] ?? BUILT_IN_DIALECTS.standard;
  return {
    projectId,
    workspaceId: project.workspace_id,
    version: project.routing_version,
    strictTypes: project.strict_types,
    schemaCheck: project.schema_check,
    holdSeconds: rows.some(holds) ? project.run_hold_seconds : null,
    types: new Map(Object.entries(withSharedSchemas(project.types ?? {}))),
    fanOuts: new Map(),
    endpoints: rows.map((row) => {
      const named = dialectNamed(row.dialect ?? project.dialect) as DeliveryPolicy;
      const dialect = withMessages(named, { projectId, templates: project.messages });
      return {
        id: row.id,
        enabled: row.status === "enabled",
        channel: row.channel,
        dialect,
        ordering: resolvePolicy(dialect, project.overrides, row.overrides).ordering,
        matches: compileSubscriptions(row.subscriptions),
      };
    }),
  };
}
