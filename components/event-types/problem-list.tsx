import { TriangleAlert } from "lucide-react";
import { PlainText } from "@/components/ui/plain-text";
import type { FieldError } from "@/lib/contract/problem";

type ProblemListProps = { title: string; problems: readonly FieldError[] };

const SHOWN = 8;

/** Where a payload breaks its schema, field by field. The place is kept for screen readers when there is nothing. */
export function ProblemList({ title, problems }: ProblemListProps) {
  return (
    <div role="status">
      {problems.length > 0 && (
        <div className="mt-2 rounded-md border border-accent-line bg-accent-bg px-3 py-2 text-sm">
          <p className="flex items-center gap-2 font-medium text-accent-ink">
            <TriangleAlert aria-hidden className="size-4 shrink-0" />
            {title}
          </p>
          <ul className="mt-1 flex flex-col gap-0.5">
            {problems.slice(0, SHOWN).map(({ field, message }) => (
              <li key={`${field} ${message}`} className="[overflow-wrap:anywhere]">
                <span className="font-mono">
                  <PlainText>{field}</PlainText>
                </span>{" "}
                <PlainText>{message}</PlainText>
              </li>
            ))}
            {problems.length > SHOWN && <li className="text-ink2">and {problems.length - SHOWN} more</li>}
          </ul>
        </div>
      )}
    </div>
  );
}
