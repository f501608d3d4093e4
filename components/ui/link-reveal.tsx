"use client";

import { Link2 } from "lucide-react";
import { type ReactNode, useId } from "react";
import { Button } from "./button";
import { CopyButton } from "./copy-button";
import { heldFocus } from "./held-focus";

type LinkRevealProps = { title: string; children: ReactNode; url: string; onDone: () => void };

/** A one-time link, to be passed on now: it is not shown again. */
export function LinkReveal({ title, children, url, onDone }: LinkRevealProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      tabIndex={-1}
      ref={heldFocus}
      className="mb-4 max-w-3xl rounded-xl border border-accent-line bg-accent-bg p-4"
    >
      <h2 id={id} className="flex items-center gap-2 font-semibold text-accent-ink">
        <Link2 aria-hidden className="size-4" />
        {title}
      </h2>
      <div className="mt-1 max-w-[70ch] text-sm">{children}</div>
      <p className="mt-3 rounded-lg border border-dashed border-accent-line bg-panel px-3 py-2.5 font-mono text-sm break-all select-all">
        <output aria-label="Link">{url}</output>
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <CopyButton text={url} label="Copy link" look="primary" />
        <Button onClick={onDone}>Done</Button>
      </div>
    </section>
  );
}
