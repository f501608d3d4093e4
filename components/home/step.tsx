import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names";

export type StepState = "done" | "now" | "later";

type StepProps = { number: number; title: string; state: StepState; children?: ReactNode };

/** One of a few steps; what is done stays to be seen, what comes later only has a name. */
export function Step({ number, title, state, children }: StepProps) {
  return (
    <li aria-current={state === "now" ? "step" : undefined} className="flex gap-3 pb-6 last:pb-0">
      <span
        aria-hidden
        className={cn(
          "grid size-6 shrink-0 place-items-center rounded-full border text-xs font-medium",
          state === "done" && "border-ok bg-ok-bg text-ok",
          state === "now" && "border-btn bg-btn text-btn-ink",
          state === "later" && "text-ink3",
        )}
      >
        {state === "done" ? <Check className="size-3.5" strokeWidth={3} /> : number}
      </span>
      <div className="min-w-0 grow pt-0.5">
        <h2 className={cn("font-medium", state === "later" && "text-ink3")}>
          {title}
          {state === "done" && <span className="sr-only"> (done)</span>}
        </h2>
        {children && state !== "later" && <div className="mt-2">{children}</div>}
      </div>
    </li>
  );
}
