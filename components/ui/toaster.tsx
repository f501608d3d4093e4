"use client";

import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "./button";
import { PlainText } from "./plain-text";

type Toast = {
  id: number;
  kind: "done" | "error";
  text: string;
  action?: { label: string; run: () => void } | undefined;
};

const none: Toast[] = [];
let toasts = none;
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: Toast[]) {
  toasts = next;
  for (const each of listeners) each();
}

const dismiss = (id: number) => set(toasts.filter((each) => each.id !== id));

/** Not while somebody is at it. */
function expire(id: number) {
  if (document.querySelector(`[data-toast="${id}"]:is(:hover, :focus-within)`))
    setTimeout(() => expire(id), 2_000);
  else dismiss(id);
}

function show(kind: Toast["kind"], text: string, action?: Toast["action"]) {
  const id = ++lastId;
  set([...toasts.slice(-2), { id, kind, text, action }]);
  // Errors stay until they are answered or pushed out: they may need longer to read.
  if (kind === "done") setTimeout(() => expire(id), action ? 12_000 : 5_000);
}

/** Says what happened, at the edge of the screen and to screen readers. `action` is how to undo or see it. */
export const toast = {
  done: (text: string, action?: Toast["action"]) => show("done", text, action),
  error: (text: string) => show("error", text),
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Where toasts appear; a live region that is there before they are. */
export function Toaster() {
  const shown = useSyncExternalStore(
    subscribe,
    () => toasts,
    () => none,
  );
  return (
    <section
      aria-label="Notifications"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 bottom-[calc(4.5rem+env(safe-area-inset-bottom))] z-50 flex flex-col items-end gap-2 md:bottom-4"
    >
      {shown.map(({ id, kind, text, action }) => {
        const Icon = kind === "done" ? CircleCheck : CircleAlert;
        return (
          <div
            key={id}
            data-toast={id}
            className="pointer-events-auto flex w-full max-w-96 items-center gap-2.5 rounded-lg border bg-panel py-2 ps-3 pe-1.5 text-sm shadow-pop"
          >
            <Icon
              aria-hidden
              className={kind === "done" ? "size-4 shrink-0 text-ok" : "size-4 shrink-0 text-bad"}
            />
            <p className="min-w-0 grow [overflow-wrap:anywhere]">
              <PlainText>{text}</PlainText>
            </p>
            {action && (
              <Button
                size="sm"
                onClick={() => {
                  dismiss(id);
                  action.run();
                }}
              >
                {action.label}
              </Button>
            )}
            <Button look="quiet" size="icon-sm" aria-label="Dismiss" onClick={() => dismiss(id)}>
              <X aria-hidden />
            </Button>
          </div>
        );
      })}
    </section>
  );
}
