import { RelativeTime } from "@/components/ui/relative-time";
import type { Endpoint } from "@/lib/contract/endpoints";
import { disabledInWords } from "./disabled-in-words";

type Flag = { name: string; look: string; words: React.ReactNode };

const BY_RULE: Record<string, string> = {
  "consecutive-failures": "failed too often",
  "failing-for": "failed too long",
  gone: "gone for good",
};

/** Whether anything is out of the ordinary. */
export const hasFlags = (endpoint: Endpoint): boolean => flagsOf(endpoint).length > 0;

/** What is out of the ordinary at an endpoint, in a few words each. */
function flagsOf({ status, disabledReason, failingSince, warning, rotating }: Endpoint): Flag[] {
  const flags: Flag[] = [];
  if (status === "disabled") {
    const words = BY_RULE[disabledReason ?? ""];
    flags.push({ name: "disabled", look: words ? "text-bad" : "text-ink2", words: words ?? "by hand" });
  }
  if (warning) flags.push({ name: "warned", look: "text-accent-ink", words: "about to be disabled" });
  else if (status === "enabled" && failingSince)
    flags.push({ name: "failing", look: "text-bad", words: "failing" });
  if (rotating)
    flags.push({
      name: "rotating",
      look: "text-ink2",
      words: (
        <>
          two secrets, one ends <RelativeTime iso={rotating.previousExpiresAt} />
        </>
      ),
    });
  return flags;
}

/** As outlined badges beside the endpoint's name; the whole sentence on hover. */
export function EndpointFlags({ endpoint }: { endpoint: Endpoint }) {
  return flagsOf(endpoint).map(({ name, look, words }) => (
    <span
      key={name}
      title={sentenceOf(endpoint, name)}
      className={`inline-flex h-5 shrink-0 items-center rounded-md border px-1.5 font-sans text-xs font-normal ${look}`}
    >
      <span>{words}</span>
    </span>
  ));
}

function sentenceOf({ disabledReason, warning }: Endpoint, flag: string): string | undefined {
  if (flag === "disabled") return `It was disabled: ${disabledInWords(disabledReason)}`;
  if (flag === "warned") return warning ?? undefined;
  return "Until then requests are signed with both secrets.";
}
