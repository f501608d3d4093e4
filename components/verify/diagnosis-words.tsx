import { CircleAlert, CircleCheck, CircleX } from "lucide-react";
import type { Diagnosis } from "./diagnose-signature";

const WRONG: readonly Diagnosis["verdict"][] = ["mistake", "unverified", "missing"];

/** Whether a signature is right and, if not, which mistake it is. */
export function DiagnosisWords({ diagnosis: { verdict, words } }: { diagnosis: Diagnosis }) {
  const isGood = verdict === "verified";
  const isWrong = WRONG.includes(verdict);
  const Icon = isGood ? CircleCheck : isWrong ? CircleX : CircleAlert;
  return (
    <div role="status" className="flex items-start gap-2 text-sm">
      <Icon
        aria-hidden
        className={`mt-0.5 size-4 shrink-0 ${isGood ? "text-ok" : isWrong ? "text-bad" : "text-wait"}`}
      />
      <div className="flex max-w-[70ch] flex-col gap-1">
        {words.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
    </div>
  );
}
