/**
 * Judges a receiver by how it answered a genuine delivery and some that it should refuse. Promises to say
 * "unknown" wherever an answer has other explanations; sending them is `lib/delivery/receiver-audit.ts`.
 */
import { isSuccess } from "./decide";
import type { DeliveryPolicy } from "./delivery-policy";
import { durationInWords } from "./duration-words";
import type { AttemptErrorCode } from "./outcome";

/** `stale` is signed like a genuine one, an hour ago. */
export const PROBES = ["genuine", "tampered", "unsigned", "stale", "repeated"] as const;
export type ProbeName = (typeof PROBES)[number];

/** What came back; `status` is `null` when nothing did, and then `error` says why. */
export type ProbeAnswer = {
  status: number | null;
  error: { code: AttemptErrorCode; message: string } | null;
  durationMs: number;
};
/** `null` for what was not sent. */
export type ProbeAnswers = Record<ProbeName, ProbeAnswer | null>;

export type ReceiverCheck = {
  name: "accepts" | "signatures" | "time" | "speed" | "duplicates";
  verdict: "good" | "bad" | "unknown";
  /** For the receiver's owner: what was seen and, where it is bad, what to do. */
  words: string;
};

/** Which of the probes say something in this dialect. */
export function probesFor(policy: DeliveryPolicy): ProbeName[] {
  return PROBES.filter((name) => {
    if (name === "stale") return signsTime(policy);
    return name === "genuine" || name === "repeated" || policy.signature !== null;
  });
}

const signsTime = ({ signature }: DeliveryPolicy) =>
  signature?.signed.some((part) => "from" in part && part.from === "attempt-timestamp") ?? false;

/** Always all five checks, in this order. */
export function judgeReceiver(policy: DeliveryPolicy, answers: ProbeAnswers): ReceiverCheck[] {
  const accepts = judgeGenuine(policy, answers.genuine);
  const judge = (name: ReceiverCheck["name"], verdict: () => Verdict): ReceiverCheck =>
    accepts.verdict === "good" || name === "speed"
      ? { name, ...verdict() }
      : {
          name,
          verdict: "unknown",
          words: "Nothing can be said while it does not accept a genuine delivery.",
        };
  return [
    { name: "accepts", ...accepts },
    judge("signatures", () => judgeSignatures(policy, answers)),
    judge("time", () => judgeTime(policy, answers.stale)),
    judge("speed", () => judgeSpeed(policy, answers)),
    judge("duplicates", () => judgeRepeated(policy, answers.repeated)),
  ];
}

type Verdict = Omit<ReceiverCheck, "name">;
const good = (words: string): Verdict => ({ verdict: "good", words });
const bad = (words: string): Verdict => ({ verdict: "bad", words });
const unknown = (words: string): Verdict => ({ verdict: "unknown", words });

/** An answer in time whose status the dialect takes for received, as `decide` reads it. */
type Reading = "accepted" | "refused" | "no answer";
function read(policy: DeliveryPolicy, answer: ProbeAnswer | null): Reading {
  if (answer === null || answer.error !== null || answer.status === null) return "no answer";
  return isSuccess(policy, answer.status) ? "accepted" : "refused";
}

function judgeGenuine(policy: DeliveryPolicy, answer: ProbeAnswer | null): Verdict {
  if (answer === null) return unknown("No genuine delivery was sent.");
  const after = `after ${durationInWords(answer.durationMs)}`;
  const reading = read(policy, answer);
  if (reading === "accepted")
    return good(`It accepted a genuine delivery: it answered ${answer.status} ${after}.`);
  if (reading === "no answer")
    return bad(`A genuine delivery got no answer. ${answer.error?.message ?? ""}`.trim());
  return bad(
    `It refused a genuine delivery: it answered ${answer.status} ${after}. If it verifies signatures, it may have another secret, or a body that was parsed first.`,
  );
}

function judgeSignatures(policy: DeliveryPolicy, { tampered, unsigned }: ProbeAnswers): Verdict {
  if (policy.signature === null) return unknown("Deliveries in this dialect are not signed.");
  const [changed, bare] = [read(policy, tampered), read(policy, unsigned)];
  const danger =
    "Whoever learns its URL can send it events. Verify the signature over the raw body before anything else.";
  if (changed === "accepted" && bare === "accepted")
    return bad(
      `It accepted a delivery that was changed after it was signed, and one without a signature. ${danger}`,
    );
  if (changed === "accepted")
    return bad(
      `It accepted a delivery that was changed after it was signed: it seems to look for a signature without computing it. ${danger}`,
    );
  if (bare === "accepted")
    return bad(`It accepted a delivery without a signature, although it refuses a wrong one. ${danger}`);
  if (changed === "no answer" || bare === "no answer")
    return unknown("It did not answer a forged delivery, so it cannot be said whether it would refuse it.");
  const statuses = [...new Set([tampered?.status, unsigned?.status])].join(" and ");
  const crash = [tampered, unsigned].some((answer) => (answer?.status ?? 0) >= 500);
  return good(
    `It refused a delivery that was changed after it was signed and one without a signature: it answered ${statuses}.${crash ? " That looks like an error of its own; 401 would say what it means." : ""}`,
  );
}

function judgeTime(policy: DeliveryPolicy, stale: ProbeAnswer | null): Verdict {
  if (!signsTime(policy))
    return unknown("Deliveries in this dialect carry no signed time that it could check.");
  const reading = read(policy, stale);
  if (reading === "accepted")
    return bad(
      "It accepted a delivery that was signed an hour ago. Whoever records one can send it again at a time of their choice. Refuse a signed time that is more than 5 minutes off.",
    );
  if (reading === "no answer")
    return unknown("It did not answer an old delivery, so it cannot be said whether it would refuse it.");
  return good(`It refused a delivery that was signed an hour ago: it answered ${stale?.status}.`);
}

function judgeSpeed(policy: DeliveryPolicy, answers: ProbeAnswers): Verdict {
  const allowed = durationInWords(policy.timeoutMs);
  const sent = PROBES.map((name) => answers[name]).filter((answer) => answer !== null);
  if (sent.some(({ error }) => error?.code === "timeout"))
    return bad(
      `It did not finish its answer within ${durationInWords(Math.max(...sent.map(({ durationMs }) => durationMs)))}; ${allowed} are allowed. Answer first, do the work afterwards.`,
    );
  const answered = sent.filter(({ status, error }) => status !== null && error === null);
  if (answered.length === 0) return unknown("It did not answer, so there is nothing to measure.");
  const slowest = Math.max(...answered.map(({ durationMs }) => durationMs));
  const measured = `Its slowest answer took ${durationInWords(slowest)}; ${allowed} are allowed.`;
  // What takes half of the time when nothing else happens takes all of it on a busy day.
  if (slowest > policy.timeoutMs / 2) return bad(`${measured} Answer first, do the work afterwards.`);
  return good(measured);
}

function judgeRepeated(policy: DeliveryPolicy, repeated: ProbeAnswer | null): Verdict {
  const reading = read(policy, repeated);
  if (reading === "accepted")
    return good(
      `It accepted the same delivery a second time: it answered ${repeated?.status}. Whether it did the work twice cannot be seen from here.`,
    );
  if (reading === "no answer") return unknown("It did not answer the same delivery a second time.");
  return bad(
    `It refused the same delivery a second time: it answered ${repeated?.status}. A delivery is repeated when its answer is lost; accept what you already have.`,
  );
}
