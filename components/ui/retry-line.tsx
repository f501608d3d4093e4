import type { ReactNode } from "react";

/** A part of a page that could not be read, where the rest of the page could. */
export function RetryLine({ onRetry, children }: { onRetry: () => void; children: ReactNode }) {
  return (
    <p className="p-3.5 text-sm text-ink2">
      {children}{" "}
      <button type="button" className="rounded-sm underline hover:text-ink" onClick={onRetry}>
        Try again
      </button>
    </p>
  );
}
