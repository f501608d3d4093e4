/**
 * Looks at a receiver from outside: sends it a genuine delivery and some that it should refuse, and says in
 * words what its answers mean. Promises requests like those of deliveries, through the same guarded sender,
 * recognisable by their type; they stand in no queue and in no history.
 */
import type { KeyObject } from "node:crypto";
import { ApiError, notFound } from "@/lib/api-error";
import { audit } from "@/lib/audit-log";
import type { ReceiverAudit } from "@/lib/contract/receiver-audits";
import type { Sender } from "@/lib/egress/send";
import type { EndpointRef, ProjectRef } from "@/lib/lookups";
import { db } from "@/lib/platform/db";
import { newUuid, publicId } from "@/lib/platform/ids";
import { processWide } from "@/lib/platform/process-wide";
import { version } from "@/lib/platform/version";
import { buildHeaders } from "@/lib/policy/build-request";
import type { DeliveryPolicy } from "@/lib/policy/delivery-policy";
import { carries } from "@/lib/policy/header-value";
import {
  judgeReceiver,
  PROBES,
  type ProbeAnswer,
  type ProbeAnswers,
  type ProbeName,
  probesFor,
} from "@/lib/policy/judge-receiver";
import { renderBody } from "@/lib/policy/render-body";
import type { Principal } from "@/lib/principal";
import { type EndpointConfig, endpointConfig } from "./endpoint-config";
import { openSender } from "./sender";

/** By this type a receiver's owner knows them. */
const AUDIT_TYPE = "posthorn.audit";
const MESSAGE = "A test of this receiver by Posthorn. Nothing happened.";
const STALE_SECONDS = 3_600;
/** Five answers have to fit into one request of our own. */
const LONGEST_WAIT_MS = 20_000;

/**
 * Sends at most five requests, one after the other, and judges the answers. Throws `not_found`, and `conflict`
 * when the endpoint is disabled. What the receiver does is never an error.
 */
export async function auditReceiver(
  by: Principal,
  project: ProjectRef,
  endpoint: EndpointRef,
): Promise<ReceiverAudit> {
  if (endpoint.status === "disabled")
    throw new ApiError("conflict", "The endpoint is disabled; enable it to audit its receiver.");
  // No version is the empty one, so what is in force is read afresh.
  const config = await endpointConfig(endpoint.id, "");
  if (config.projectId !== project.id) throw notFound();
  await db.$transaction((tx) =>
    audit(tx, by, {
      action: "endpoint.audit",
      targetId: config.publicId,
      workspaceId: project.workspaceId,
      projectId: project.id,
    }),
  );
  const { send } = processWide("audit-sender", openSender);
  const answers = await probe({ config, send, nowMs: await databaseNowMs() });
  return {
    checks: judgeReceiver(config.policy, answers),
    probes: PROBES.flatMap((name) => {
      const answer = answers[name];
      return answer
        ? [
            {
              name,
              statusCode: answer.status,
              durationMs: answer.durationMs,
              error: answer.error?.message ?? null,
            },
          ]
        : [];
    }),
  };
}

async function databaseNowMs(): Promise<number> {
  const [row] = await db.$queryRaw<{ ms: number }[]>`
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::double precision AS ms`;
  if (!row) throw new Error("Postgres did not say what time it is");
  return row.ms;
}

type Probing = { config: EndpointConfig; send: Sender["send"]; nowMs: number };

/** Once one of them got no answer the others are not sent: they would say nothing and take as long. */
async function probe({ config, send, nowMs }: Probing): Promise<ProbeAnswers> {
  const answers: ProbeAnswers = {
    genuine: null,
    tampered: null,
    unsigned: null,
    stale: null,
    repeated: null,
  };
  const genuineId = publicId("event", newUuid());
  const startedAt = performance.now();
  for (const name of probesFor(config.policy)) {
    const request = requestFor(name, {
      config,
      eventId: name === "genuine" || name === "repeated" ? genuineId : publicId("event", newUuid()),
      nowMs: nowMs + performance.now() - startedAt,
      eventMs: nowMs,
    });
    const { response, error, phases } = await send({
      ...request,
      url: config.secretUrl ?? config.url,
      timeoutMs: Math.min(config.policy.timeoutMs, LONGEST_WAIT_MS),
    });
    const answer: ProbeAnswer = {
      status: response?.status ?? null,
      error,
      durationMs: Math.round(phases.total),
    };
    answers[name] = answer;
    if (answer.error !== null) break;
  }
  return answers;
}

type Occasion = { config: EndpointConfig; eventId: string; nowMs: number; eventMs: number };
type ProbeRequest = { headers: [name: string, value: string][]; body: Uint8Array };

function requestFor(name: ProbeName, { config, eventId, nowMs, eventMs }: Occasion): ProbeRequest {
  const { policy } = config;
  const signed = auditBody(policy, { eventId, eventMs, number: 1 });
  const headers = buildHeaders(policy, {
    eventId,
    eventType: AUDIT_TYPE,
    endpointId: config.publicId,
    endpointUuid: config.id,
    attemptTimestamp: Math.floor(nowMs / 1_000) - (name === "stale" ? STALE_SECONDS : 0),
    body: signed,
    secrets: liveKeys(config, nowMs),
    customHeaders: config.customHeaders,
    version,
  });
  if (name === "tampered") return { headers, body: auditBody(policy, { eventId, eventMs, number: 2 }) };
  if (name !== "unsigned") return { headers, body: signed };
  const signing = policy.headers
    .filter((header) => carries(header, "signature"))
    .map((header) => header.name);
  return { headers: headers.filter(([header]) => !signing.includes(header)), body: signed };
}

const liveKeys = ({ keys }: EndpointConfig, nowMs: number): KeyObject[] =>
  keys.filter(({ expiresAtMs }) => expiresAtMs > nowMs).map(({ key }) => key);

type AuditEvent = { eventId: string; eventMs: number; number: number };

/** As large whatever the number, so that only the signature tells two of them apart. */
function auditBody(policy: DeliveryPolicy, { eventId, eventMs, number }: AuditEvent): Uint8Array {
  return renderBody(policy, {
    id: eventId,
    type: AUDIT_TYPE,
    category: null,
    channel: null,
    run: null,
    timestampMs: Math.floor(eventMs),
    payload: Buffer.from(JSON.stringify({ id: `audit_${number}`, message: MESSAGE })),
  });
}
