"use client";

import { type ReactNode, useId, useRef } from "react";

/**
 * A word about what is under the pointer or has the focus. The browser's popover lifts it out of whatever
 * would cut it off; Escape hides it (WCAG 1.4.13).
 */
export function Tooltip({ text, children }: { text: string; children: ReactNode }) {
  const id = useId();
  const anchor = useRef<HTMLSpanElement>(null);
  const tip = useRef<HTMLSpanElement>(null);
  const show = () => {
    const box = anchor.current?.getBoundingClientRect();
    if (!box || !tip.current) return;
    tip.current.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - 296))}px`;
    tip.current.style.top = `${box.bottom + 6}px`;
    tip.current.showPopover();
  };
  const hide = () => tip.current?.hidePopover();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only listens to what happens to the control inside
    <span
      ref={anchor}
      className="relative inline-flex min-w-0"
      aria-describedby={id}
      onPointerEnter={show}
      onPointerLeave={hide}
      onFocus={show}
      onBlur={hide}
      onKeyDown={(event) => event.key === "Escape" && hide()}
    >
      {children}
      <span
        ref={tip}
        id={id}
        role="tooltip"
        popover="manual"
        className="fixed inset-auto m-0 max-w-72 rounded-md border-0 bg-btn px-2 py-1 text-xs text-btn-ink [overflow-wrap:anywhere]"
      >
        {text}
      </span>
    </span>
  );
}
