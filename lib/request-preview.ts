/**
 * Shows what an endpoint would be sent before it is saved, by the interpreter that makes the real requests.
 * Promises that what is refused here is what saving would refuse; nothing is sent and nothing kept.
 */
import { notFound } from "./api-error";
import type { PreviewRequestBody, RequestPreview } from "./contract/request-previews";
import { dialectCatalogue, requireDialect } from "./dialect-catalogue";
import { EXAMPLE, exampleRequest, exampleType } from "./dialect-preview";
import { checkUrl } from "./egress/address";
import { checkHeaders } from "./egress/header-rules";
import { egressPolicy } from "./egress-policy";
import { shownUrl } from "./endpoint-destination";
import { openHeaders, policyInForce, SHOWN_ENDPOINT } from "./endpoint-view";
import type { ProjectRef } from "./lookups";
import { withOwnMessages } from "./message-templates";
import { db } from "./platform/db";
import { uuidOf } from "./platform/ids";
import type { DeliveryPolicy } from "./policy/delivery-policy";
import { resolvePolicy } from "./policy/resolve-policy";
import { overridesOf } from "./policy-overrides";

/** Stands for values that are never shown again. */
const KEPT = "••••••";

/** Throws `not_found` for an endpoint and `invalid_request` for a dialect or type that there is not. */
export async function previewRequest(
  project: ProjectRef,
  { url, headers, endpoint, dialect, type: typeName }: PreviewRequestBody,
): Promise<RequestPreview> {
  const row = endpoint === undefined ? null : await endpointRow(project, endpoint);
  const policy = await withOwnMessages(await policyOf(project, row, dialect), project);
  const type = await exampleType(project.workspaceId, typeName);
  const own = headers ?? {};
  const fault = checkHeaders(own, reservedBy(policy));
  const kept = headers === undefined && row ? Object.keys(openHeaders(row)) : [];
  const given = fault.ok ? Object.entries(own) : [];
  const verdict = url === undefined || url === "" ? null : checkUrl(url, egressPolicy());
  return {
    ...exampleRequest(policy, {
      type,
      payload: Buffer.from(type.example ?? EXAMPLE.example),
      customHeaders: [...given, ...kept.map((name) => [name, KEPT] as const)],
      ...(row ? { endpoint: row.id } : {}),
    }),
    url: verdict?.ok ? shownUrl(verdict.url.href, policy) : null,
    urlRefusal: verdict && !verdict.ok ? verdict.reason : null,
    headersRefusal: fault.ok ? null : { name: fault.field, reason: fault.reason },
  };
}

/** The lower-case names that a dialect writes itself. */
const reservedBy = ({ headers }: DeliveryPolicy) => headers.map(({ name }) => name.toLowerCase());

async function endpointRow(project: ProjectRef, endpoint: string) {
  const id = uuidOf("endpoint", endpoint);
  const row =
    id &&
    (await db.endpoint.findFirst({
      where: { id, projectId: project.id, deletedAt: null },
      select: SHOWN_ENDPOINT,
    }));
  if (!row) throw notFound();
  return row;
}

type Row = Awaited<ReturnType<typeof endpointRow>>;

async function policyOf(
  { id, workspaceId }: ProjectRef,
  row: Row | null,
  dialect: string | null | undefined,
): Promise<DeliveryPolicy> {
  if (row && dialect === undefined) return policyInForce(row, await dialectCatalogue(workspaceId));
  const { overrides, workspace } = await db.project.findUniqueOrThrow({
    where: { id, workspaceId },
    select: { overrides: true, workspace: { select: { dialect: true } } },
  });
  const base = await requireDialect(workspaceId, dialect ?? workspace.dialect);
  return resolvePolicy(base, overridesOf(overrides), row ? overridesOf(row.overrides) : {});
}
