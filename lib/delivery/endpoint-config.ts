/**
 * What a drain needs to know of an endpoint, unsealed and ready to use: URL, policy, keys, headers. Kept per
 * configuration version, which every claim reads fresh, so a change is in force at the next attempt.
 */
import type { KeyObject } from "node:crypto";
import { BUILT_IN_DIALECTS, type DialectName } from "@/lib/dialects/built-in";
import { pool, run } from "@/lib/platform/db";
import { publicId } from "@/lib/platform/ids";
import { open } from "@/lib/platform/secret-box";
import type { DeliveryPolicy, PolicyOverrides } from "@/lib/policy/delivery-policy";
import { resolvePolicy } from "@/lib/policy/resolve-policy";
import { keyOf } from "@/lib/policy/sign";
import { openUrl } from "@/lib/secret-url";
import { createBatcher } from "./batcher";

export type EndpointConfig = {
  id: string;
  publicId: string;
  projectId: string;
  workspaceId: string;
  /** As it is shown and recorded. */
  url: string;
  /** The URL itself where it is a secret: to be sent to, never to be recorded. */
  secretUrl: string | null;
  policy: DeliveryPolicy;
  /** Current first; a previous one signs until its time. */
  keys: { key: KeyObject; expiresAtMs: number }[];
  customHeaders: [name: string, value: string][];
};

type Row = {
  id: string;
  project_id: string;
  workspace_id: string;
  config_version: string;
  url: string;
  url_sealed: string | null;
  headers_sealed: string | null;
  dialect: string;
  own_policy: DeliveryPolicy | null;
  project_overrides: PolicyOverrides;
  overrides: PolicyOverrides;
  secrets: { id: string; sealed: string; expires_at_ms: number | null }[] | null;
};

// Rides endpoints_pkey, dialects_by_name, signing_secrets_of_endpoint.
const LOAD = {
  name: "endpoint-config",
  text: `
SELECT e.id, e.project_id, p.workspace_id, e.version || '.' || p.policy_version AS config_version, e.url, e.url_sealed,
  e.headers_sealed, coalesce(e.dialect, w.dialect) AS dialect, e.overrides, p.overrides AS project_overrides,
  (SELECT d.policy FROM dialects d WHERE d.workspace_id = w.id AND d.name = coalesce(e.dialect, w.dialect)) AS own_policy,
  (SELECT json_agg(json_build_object('id', s.id, 'sealed', s.sealed, 'expires_at_ms',
      extract(epoch FROM s.expires_at) * 1000) ORDER BY s.expires_at DESC NULLS FIRST)
    FROM signing_secrets s WHERE s.endpoint_id = e.id AND (s.expires_at IS NULL OR s.expires_at > now())) AS secrets
FROM endpoints e JOIN projects p ON p.id = e.project_id JOIN workspaces w ON w.id = p.workspace_id
WHERE e.id = ANY($1::uuid[])`,
};

const MAX_CONFIGS = 50_000;
const cache = new Map<string, { version: string; config: EndpointConfig }>();

const load = createBatcher<string, Row | undefined>({
  maxItems: 256,
  atOnce: 2,
  async work(ids) {
    const rows = await run<Row>(pool("delivery"), LOAD, [ids]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id));
  },
});

/** The endpoint's configuration, at least as new as `version`. Throws when it is gone or a secret does not open. */
export async function endpointConfig(endpointId: string, version: string): Promise<EndpointConfig> {
  const known = cache.get(endpointId);
  if (known?.version === version) return known.config;
  const row = await load(endpointId);
  if (!row) throw new Error(`endpoint ${endpointId} has no row`);
  const config = toConfig(row);
  if (cache.size >= MAX_CONFIGS) cache.clear();
  cache.set(endpointId, { version: row.config_version, config });
  return config;
}

function toConfig(row: Row): EndpointConfig {
  const dialect =
    BUILT_IN_DIALECTS[row.dialect as DialectName] ?? row.own_policy ?? BUILT_IN_DIALECTS.standard;
  const headers = row.headers_sealed
    ? (JSON.parse(open(row.headers_sealed, `${row.project_id}|${row.id}|headers`)) as Record<string, string>)
    : {};
  return {
    id: row.id,
    publicId: publicId("endpoint", row.id),
    projectId: row.project_id,
    workspaceId: row.workspace_id,
    url: row.url,
    secretUrl: row.url_sealed && openUrl({ projectId: row.project_id, id: row.id }, row.url_sealed),
    policy: resolvePolicy(dialect, row.project_overrides, row.overrides),
    keys: (row.secrets ?? []).map((secret) => ({
      key: keyOf(dialect.secretFormat, open(secret.sealed, `${row.project_id}|${row.id}|${secret.id}`)),
      expiresAtMs: secret.expires_at_ms ?? Number.POSITIVE_INFINITY,
    })),
    customHeaders: Object.entries(headers),
  };
}
