/** The constructions worth trying: what a signature may cover, in which order, joined by what. */
import type { SignedPart } from "@/lib/policy/delivery-policy";
import type { Candidate, Candidates } from "./captured-request";

/** `time` and `id` are what `attempt-timestamp` and `event-id` stand for in this request. */
export type SignedContent = { signed: SignedPart[]; time: Candidate | null; id: Candidate | null };

/** Between the parts; the two that nearly everybody uses first. */
const BETWEEN = [".", ":", "", "|", "-", "_", ",", ";", "/", "&", " "] as const;
const VERSIONS = ["v0", "v1", "v2"] as const;

const BODY: SignedPart = { from: "body" };
const TIME: SignedPart = { from: "attempt-timestamp" };
const ID: SignedPart = { from: "event-id" };

type Order = { parts: readonly SignedPart[]; needs: "nothing" | "time" | "id" | "both" };
const ORDERS: readonly Order[] = [
  { parts: [BODY], needs: "nothing" },
  { parts: [TIME, BODY], needs: "time" },
  { parts: [ID, TIME, BODY], needs: "both" },
  { parts: [TIME, ID, BODY], needs: "both" },
  { parts: [ID, BODY], needs: "id" },
  { parts: [BODY, TIME], needs: "time" },
  { parts: [BODY, ID], needs: "id" },
  { parts: [BODY, TIME, ID], needs: "both" },
  { parts: [BODY, ID, TIME], needs: "both" },
];

/** Each construction once for each time and id it could mean. */
export function* signedContents({
  seconds,
  ids,
}: Pick<Candidates, "seconds" | "ids">): Generator<SignedContent> {
  for (const { parts, needs } of ORDERS) {
    const times = needs === "time" || needs === "both" ? seconds : [null];
    const names = needs === "id" || needs === "both" ? ids : [null];
    for (const signed of joinings(parts))
      for (const time of times) for (const id of names) yield { signed, time, id };
  }
}

/** The parts in their order with everything that may stand between them, and with a version in front. */
function* joinings(parts: readonly SignedPart[]): Generator<SignedPart[]> {
  if (parts.length === 1) yield [...parts];
  else for (const between of BETWEEN) yield joined(parts, between);
  for (const version of VERSIONS)
    for (const between of BETWEEN) yield [{ literal: version + between }, ...joined(parts, between)];
}

function joined(parts: readonly SignedPart[], between: string): SignedPart[] {
  return parts.flatMap((part, index) =>
    index === 0 || between === "" ? [part] : [{ literal: between }, part],
  );
}
