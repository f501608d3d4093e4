"use client";

import type { ReactNode } from "react";
import { messageOf } from "@/components/api-client";
import { Button } from "./button";
import { FieldError } from "./field";
import { heldFocus } from "./held-focus";

type ConfirmProps = {
  title: string;
  /** What will happen. */
  children: ReactNode;
  verb: string;
  look: "primary" | "danger";
  isBusy: boolean;
  error: unknown;
  onConfirm: () => void;
  onCancel: () => void;
};

/** Says what will happen and asks, in the page itself; the focus goes to the question. */
export function Confirm({ title, children, verb, look, isBusy, error, onConfirm, onCancel }: ConfirmProps) {
  return (
    <section
      aria-label={title}
      tabIndex={-1}
      ref={heldFocus}
      onKeyDown={(event) => event.key === "Escape" && onCancel()}
      className="mb-4 max-w-3xl rounded-xl border bg-panel p-4"
    >
      <h2 className="font-medium">{title}</h2>
      <div className="mt-1 max-w-[70ch] text-sm text-ink2">{children}</div>
      {Boolean(error) && <FieldError message={messageOf(error)} />}
      <div className="mt-3 flex flex-wrap gap-2">
        <Button look={look} busy={isBusy} onClick={onConfirm}>
          {verb}
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </section>
  );
}
