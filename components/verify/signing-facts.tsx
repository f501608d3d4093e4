import { ALGORITHMS, SECRET_FORMATS } from "@/components/dialects/words";
import { Fact, Facts } from "@/components/ui/panel";
import type { DeliveryPolicyJson } from "@/lib/contract/policies";

type Signature = NonNullable<DeliveryPolicyJson["signature"]>;
type Token = "signature" | "event-id" | "attempt-timestamp";

/** The headers in which a value travels; a dialect may send it under several names. */
const carriersOf = ({ headers }: DeliveryPolicyJson, token: Token): string[] =>
  headers
    .filter(({ value }) =>
      typeof value === "string" ? value === token : value.list.some(({ from }) => from === token),
    )
    .map(({ name }) => name);

/** `webhook-id.webhook-timestamp.body`, with the names a receiver finds the parts under. */
function SignedParts({ policy, signature }: { policy: DeliveryPolicyJson; signature: Signature }) {
  const parts = signature.signed.map((part) => {
    if ("literal" in part) return part.literal;
    return part.from === "body" ? "body" : (carriersOf(policy, part.from)[0] ?? part.from);
  });
  return <span className="font-mono text-[0.78125rem]">{parts.join("\u200b")}</span>;
}

const Mono = ({ children }: { children: string }) => (
  <span className="font-mono text-[0.78125rem]">{children}</span>
);

/** How a dialect signs, as whoever writes a receiver needs it. */
export function SigningFacts({ policy }: { policy: DeliveryPolicyJson }) {
  const { signature, secretFormat } = policy;
  if (!signature) return null;
  const [time] = carriersOf(policy, "attempt-timestamp");
  const signsTime = signature.signed.some((part) => "from" in part && part.from === "attempt-timestamp");
  return (
    <Facts>
      <Fact name="Header">
        <Mono>{carriersOf(policy, "signature").join(" or ")}</Mono>
      </Fact>
      <Fact name="Signed">
        {signature.signed.length === 1 ? (
          "the body, byte for byte"
        ) : (
          <SignedParts policy={policy} signature={signature} />
        )}
      </Fact>
      <Fact name="Signature">
        <span>
          {ALGORITHMS[signature.algorithm]}, {signature.encoding === "hex" ? "hexadecimal" : "base64"}
          {signature.prefix && (
            <>
              {" "}
              after <Mono>{signature.prefix}</Mono>
            </>
          )}
        </span>
      </Fact>
      <Fact name="Secret">{SECRET_FORMATS[secretFormat]}</Fact>
      <Fact name="Time">
        {signsTime && time ? (
          <span>
            <Mono>{time}</Mono>, refuse what is more than 5 minutes off
          </span>
        ) : (
          "not signed, so an old request cannot be told from a new one"
        )}
      </Fact>
    </Facts>
  );
}
