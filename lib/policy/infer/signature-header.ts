/** Reads how a signature that was found stands in its header: prefix, neighbours, separator. */
import type { HeaderList, HeaderToken, HeaderValue } from "@/lib/policy/delivery-policy";
import { JOINS, signatureTexts } from "./captured-request";
import type { SignedContent } from "./signed-contents";

export type Placed = {
  value: HeaderValue;
  /** Before each signature. */
  prefix: string;
  separator: string | null;
  /** What was assumed, as sentences. */
  assumed: string[];
};

/** Printable, so that it can stand in a policy. */
const EXPRESSIBLE = /^[\x20-\x7e]{0,32}$/;

/** How `signature` stands in a header's `value`; `null` where the vocabulary has no words for it. */
export function placeOf(value: string, signature: string, content: SignedContent): Placed | null {
  for (const join of JOINS) {
    const placed = asList({ members: value.split(join), join }, signature, content);
    if (placed) return placed;
  }
  if (!value.endsWith(signature)) return null;
  const prefix = value.slice(0, -signature.length);
  if (!EXPRESSIBLE.test(prefix)) return null;
  // Standard Webhooks: several signatures are joined by a space.
  const isStandard = prefix === "v1," || prefix === "v1a,";
  return {
    value: "signature",
    prefix,
    separator: isStandard ? " " : null,
    assumed: isStandard
      ? [
          "Several signatures, while a secret is being replaced, are joined by a space, as Standard Webhooks does.",
        ]
      : [],
  };
}

type Split = { members: readonly string[]; join: string };

/** A list only if a second member is understood too: `v1,abc=` is a prefix with a comma, not a list. */
function asList({ members, join }: Split, signature: string, content: SignedContent): Placed | null {
  const own = members.find((member) => member.endsWith(signature));
  if (own === undefined || members.length < 2) return null;
  const prefix = own.slice(0, -signature.length);
  if (!EXPRESSIBLE.test(prefix)) return null;
  const meanings = members.map((member) => meaningOf(member, prefix, content));
  const understood = meanings.filter((meaning) => meaning !== null);
  const signatures = understood.filter(({ from }) => from === "signature").length;
  if (understood.length < 2) return null;
  const strange = members.length - understood.length;
  const assumed =
    strange > 0 ? [`${strange} of the header's ${members.length} members are not understood.`] : [];
  if (signatures === understood.length) return { value: "signature", prefix, separator: join, assumed };
  if (signatures === 1)
    assumed.push(
      "Several signatures, while a secret is being replaced, are joined like the header's members.",
    );
  return { value: { list: onceEach(understood), join }, prefix, separator: join, assumed };
}

type Member = HeaderList["list"][number];

function meaningOf(member: string, signaturePrefix: string, { time, id }: SignedContent): Member | null {
  const rest = member.startsWith(signaturePrefix) ? member.slice(signaturePrefix.length) : "";
  if (signatureTexts(rest).some(({ text }) => text === rest)) return { prefix: "", from: "signature" };
  const carried = (from: HeaderToken, value: string | undefined): Member | null =>
    value !== undefined && member.endsWith(value) && EXPRESSIBLE.test(member.slice(0, -value.length))
      ? { prefix: member.slice(0, -value.length), from }
      : null;
  return carried("attempt-timestamp", time?.value) ?? carried("event-id", id?.value);
}

/** All signatures are written where the first one stands. */
function onceEach(members: readonly Member[]): Member[] {
  return members.filter(
    (member, index) =>
      member.from !== "signature" || members.findIndex(({ from }) => from === "signature") === index,
  );
}
