import { cn } from "./class-names";
import { CopyButton } from "./copy-button";

/** An id in mono with a button that copies it whole; it is shortened when there is no room. */
export function Id({ value, className }: { value: string; className?: string }) {
  return (
    <span className={cn("inline-flex max-w-full min-w-0 items-center gap-0.5 font-mono text-sm", className)}>
      <span className="truncate" title={value}>
        {value}
      </span>
      <CopyButton
        text={value}
        label="Copy id"
        iconOnly
        look="quiet"
        size="icon-sm"
        className="-my-0.5 size-6 text-ink3"
      />
    </span>
  );
}
