"use client";

import { X } from "lucide-react";
import { type ReactNode, useId } from "react";
import { Button } from "./button";
import { cn } from "./class-names";

type DialogProps = {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** `sheet` comes from the bottom of a phone's screen. */
  look?: "box" | "sheet";
};

/** One function for all renderings: another one would close the dialog and open it again, and move the focus. */
function modal(dialog: HTMLDialogElement | null) {
  dialog?.showModal();
  return () => dialog?.close();
}

/** The browser's own modal dialog: it holds the focus, closes on Escape and gives the focus back. Shown while rendered. */
export function Dialog({ title, onClose, children, look = "box" }: DialogProps) {
  const titleId = useId();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, a click beside it is only a second way
    <dialog
      ref={modal}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      className={cn(
        "m-auto w-[min(32rem,calc(100vw-2rem))] rounded-xl border bg-panel p-0 text-ink shadow-pop backdrop:bg-shade",
        look === "sheet" && "mb-0 w-full max-w-full rounded-b-none",
      )}
    >
      <div className="flex items-center justify-between border-b py-2 ps-4 pe-2">
        <h2 id={titleId} className="font-medium">
          {title}
        </h2>
        <Button look="quiet" size="icon-sm" aria-label="Close" onClick={onClose}>
          <X aria-hidden />
        </Button>
      </div>
      <div className="p-4">{children}</div>
    </dialog>
  );
}
