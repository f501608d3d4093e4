/** An endpoint as it is shown: its row with the policy in force, its failures and its rotation; never a secret. */
import type { Endpoint, Subscription } from "./contract/endpoints";
import type { DeliveryPolicyJson } from "./contract/policies";
import type { DialectCatalogue } from "./dialect-catalogue";
import { BUILT_IN_DIALECTS } from "./dialects/built-in";
import { DESTINATION_OF_BODY } from "./dialects/destinations";
import type { Prisma } from "./platform/db";
import { publicId } from "./platform/ids";
import { open } from "./platform/secret-box";
import type { DeliveryPolicy } from "./policy/delivery-policy";
import { disableWarning } from "./policy/disable-warning";
import { policyInWords } from "./policy/policy-words";
import { resolvePolicy } from "./policy/resolve-policy";
import { overridesOf, shownOverrides } from "./policy-overrides";

/** What has to be read of an endpoint so that it can be shown. */
export const SHOWN_ENDPOINT = {
  id: true,
  projectId: true,
  url: true,
  description: true,
  status: true,
  disabledReason: true,
  disabledAt: true,
  subscriptions: true,
  channel: true,
  dialect: true,
  overrides: true,
  headersSealed: true,
  version: true,
  createdAt: true,
  updatedAt: true,
  state: { select: { consecutiveFailures: true, failingSince: true, failedProbes: true, paceAt: true } },
  secrets: { where: { expiresAt: { not: null } }, select: { expiresAt: true } },
  project: { select: { overrides: true, workspace: { select: { dialect: true } } } },
} as const satisfies Prisma.EndpointSelect;

export type EndpointRow = Prisma.EndpointGetPayload<{ select: typeof SHOWN_ENDPOINT }>;

/** With which additional data an endpoint's custom headers are sealed. Ids are uuids. */
export const headersBoundTo = (projectId: string, endpointId: string) => `${projectId}|${endpointId}|headers`;

/** The custom headers of an endpoint, values included: for checking and merging, not for showing. */
export function openHeaders(
  row: Pick<EndpointRow, "id" | "projectId" | "headersSealed">,
): Record<string, string> {
  if (!row.headersSealed) return {};
  return JSON.parse(open(row.headersSealed, headersBoundTo(row.projectId, row.id))) as Record<string, string>;
}

/** The endpoint's dialect, and that dialect with the project's and its own settings over it. */
export function policyInForce(row: EndpointRow, catalogue: DialectCatalogue): DeliveryPolicy {
  const dialect = catalogue(row.dialect ?? row.project.workspace.dialect) ?? BUILT_IN_DIALECTS.standard;
  return resolvePolicy(dialect, overridesOf(row.project.overrides), overridesOf(row.overrides));
}

/** A row as the API answers it. */
export function shownEndpoint(row: EndpointRow, catalogue: DialectCatalogue): Endpoint {
  const policy = policyInForce(row, catalogue);
  const consecutiveFailures = row.state?.consecutiveFailures ?? 0;
  return {
    id: publicId("endpoint", row.id),
    projectId: publicId("project", row.projectId),
    url: row.url,
    destination: { type: DESTINATION_OF_BODY[policy.body.kind] },
    description: row.description,
    status: row.status,
    disabledReason: row.disabledReason,
    disabledAt: row.disabledAt?.toISOString() ?? null,
    subscriptions: row.subscriptions as Subscription[],
    channel: row.channel,
    dialect: policy.name,
    ownDialect: row.dialect,
    throttle: policy.throttle,
    ordering: policy.ordering,
    timeoutMs: policy.timeoutMs,
    autoDisable: policy.autoDisable,
    overrides: shownOverrides(overridesOf(row.overrides)),
    headerNames: Object.keys(openHeaders(row)),
    policy: policy as DeliveryPolicyJson,
    policyInWords: policyInWords(policy, consecutiveFailures),
    consecutiveFailures,
    failingSince: row.state?.failingSince?.toISOString() ?? null,
    probeAt: probeOf(row),
    warning: warningOf(row, policy),
    rotating: rotationOf(row),
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** When the next probe of a held endpoint is due. */
function probeOf({ status, state }: EndpointRow): string | null {
  if (status === "disabled" || !state?.failedProbes) return null;
  return (state.paceAt ?? new Date()).toISOString();
}

function warningOf({ status, state }: EndpointRow, { autoDisable }: DeliveryPolicy): string | null {
  if (status === "disabled" || !state) return null;
  const { consecutiveFailures, failingSince } = state;
  const health = { consecutiveFailures, failingSinceMs: failingSince?.getTime() ?? null };
  return disableWarning(autoDisable, health, Date.now());
}

/** The last moment at which a previous secret still signs, while there is one. */
function rotationOf({ secrets }: EndpointRow): Endpoint["rotating"] {
  const latest = Math.max(0, ...secrets.map(({ expiresAt }) => expiresAt?.getTime() ?? 0));
  return latest > Date.now() ? { previousExpiresAt: new Date(latest).toISOString() } : null;
}
