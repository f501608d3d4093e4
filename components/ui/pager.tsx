"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import { Button } from "./button";

/**
 * Keyset paging with the cursor in the URL: a page has a link, and the browser's back button works. The way
 * back to newer pages is remembered here; who came by a link goes to the newest.
 */
export function usePager() {
  const [cursor, setCursor] = useQueryState(
    "cursor",
    parseAsString.withOptions({ history: "push", scroll: true }),
  );
  const [newer, setNewer] = useState<(string | null)[]>([]);
  return {
    cursor,
    toOlder: (next: string) => {
      setNewer([...newer, cursor]);
      setCursor(next);
    },
    toNewer: () => {
      setCursor(newer.at(-1) ?? null);
      setNewer(newer.slice(0, -1));
    },
  };
}

type PagerProps = {
  pager: ReturnType<typeof usePager>;
  nextCursor: string | null;
  shown: number;
  noun: string;
};

/** Not shown when everything fits on one page. */
export function Pager({ pager, nextCursor, shown, noun }: PagerProps) {
  if (!pager.cursor && !nextCursor) return null;
  return (
    <nav aria-label="Pages" className="mt-3 flex items-center justify-between gap-3">
      {shown > 0 && (
        <p className="text-sm text-ink3">
          {shown} {noun} on this page
        </p>
      )}
      <div className="ms-auto flex gap-2">
        <Button disabled={!pager.cursor} onClick={pager.toNewer}>
          <ChevronLeft aria-hidden />
          Newer
        </Button>
        <Button disabled={!nextCursor} onClick={() => nextCursor && pager.toOlder(nextCursor)}>
          Older
          <ChevronRight aria-hidden />
        </Button>
      </div>
    </nav>
  );
}
