/**
 * Shows the exact request a policy makes, by the interpreter that makes the real ones. Promises to send
 * nothing and to sign with a secret that is nobody's.
 */
import { invalidField } from "./api-error";
import type { DialectPreview, PreviewDialectBody } from "./contract/dialects";
import { checkedPolicy, requireDialect } from "./dialect-catalogue";
import { db } from "./platform/db";
import { publicId } from "./platform/ids";
import { version } from "./platform/version";
import { buildHeaders } from "./policy/build-request";
import type { DeliveryPolicy } from "./policy/delivery-policy";
import { checkJson } from "./policy/json-text";
import { policyInWords } from "./policy/policy-words";
import { renderBody } from "./policy/render-body";
import { generateSecret } from "./policy/sign";

/** The same in every preview, so that between two of them only the policy differs. */
const EXAMPLE_UUID = "019a0000-0000-7000-8000-000000000001";
const EXAMPLE_KEY = (size: number) => Buffer.alloc(size, "posthorn example secret ");
export const EXAMPLE = {
  name: "order.shipped",
  category: "orders",
  example: '{"id":"ord_8124","status":"shipped","total":1.0,"items":3}',
};
const MINUTE_MS = 60_000;

/**
 * One event in the dialect or policy. Throws `invalid_request` for a dialect, type or payload that there is
 * not, and for a policy that cannot work, naming the field.
 */
export async function previewDialect(workspaceId: string, body: PreviewDialectBody): Promise<DialectPreview> {
  const policy = body.policy
    ? checkedPolicy(body.policy.name ?? "preview", body.policy)
    : await requireDialect(workspaceId, body.dialect ?? "");
  const type = await exampleType(workspaceId, body.type);
  const payload = Buffer.from(body.payload ?? type.example ?? EXAMPLE.example);
  if (!checkJson(payload).ok) throw invalidField("payload", "must be JSON text");
  return exampleRequest(policy, { type, payload });
}

type Occasion = {
  type: Pick<ExampleType, "name" | "category">;
  payload: Uint8Array;
  /** A uuid; that of an endpoint which does not exist unless given. */
  endpoint?: string;
  customHeaders?: readonly (readonly [name: string, value: string])[];
};

/** The request for one event, signed with the example secret. */
export function exampleRequest(policy: DeliveryPolicy, occasion: Occasion): DialectPreview {
  const { type, payload, endpoint = EXAMPLE_UUID, customHeaders = [] } = occasion;
  const timestampMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const eventId = publicId("event", EXAMPLE_UUID);
  const rendered = renderBody(policy, {
    id: eventId,
    type: type.name,
    category: type.category,
    channel: null,
    run: null,
    timestampMs,
    payload,
  });
  const secret = policy.signature ? generateSecret(policy.secretFormat, EXAMPLE_KEY) : null;
  const headers = buildHeaders(policy, {
    eventId,
    eventType: type.name,
    endpointId: publicId("endpoint", endpoint),
    endpointUuid: endpoint,
    attemptTimestamp: timestampMs / 1000,
    body: rendered,
    secrets: secret ? [secret] : [],
    customHeaders,
    version,
  });
  return {
    type: type.name,
    headers,
    body: Buffer.from(rendered).toString("utf8"),
    contentLength: rendered.byteLength,
    secret,
    policyInWords: policyInWords(policy, null),
  };
}

type ExampleType = { name: string; category: string | null; example: string | null };

/** The type asked for, else the catalogue's first with an example, else one made up. Rides on `event_types_by_name`. */
export async function exampleType(workspaceId: string, name: string | undefined): Promise<ExampleType> {
  const select = { name: true, category: true, example: true } as const;
  if (name === undefined) {
    const where = { workspaceId, archivedAt: null, example: { not: null } };
    return (await db.eventType.findFirst({ where, orderBy: { name: "asc" }, select })) ?? EXAMPLE;
  }
  const type = await db.eventType.findUnique({ where: { workspaceId_name: { workspaceId, name } }, select });
  if (!type) throw invalidField("type", "is not in the catalogue");
  return type;
}
