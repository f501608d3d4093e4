"use client";

import Link from "next/link";
import { type ComponentProps, type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import { cn } from "./class-names";

type MenuProps = {
  /** What the button shows. */
  trigger: ReactNode;
  label: string;
  triggerClassName?: string;
  children: ReactNode;
};

/**
 * A button that opens a list of links and commands. The browser's popover lifts it above the page, closes it
 * on Escape or a click beside it, and gives the focus back; the arrow keys are ours.
 */
export function Menu({ trigger, label, triggerClassName, children }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const place = () => {
    const box = button.current?.getBoundingClientRect();
    if (!box || !list.current) return;
    const { style } = list.current;
    const isRight = box.left + box.width / 2 > innerWidth / 2;
    style.left = isRight ? "auto" : `${box.left}px`;
    style.right = isRight ? `${document.documentElement.clientWidth - box.right}px` : "auto";
    style.top = `${box.bottom + 4}px`;
    style.minWidth = `${box.width}px`;
  };
  return (
    <>
      <button
        type="button"
        ref={button}
        popoverTarget={id}
        aria-haspopup="menu"
        aria-label={label}
        className={triggerClassName}
      >
        {trigger}
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        tabIndex={-1}
        onBeforeToggle={place}
        onToggle={(event) => event.newState === "open" && itemsOf(list.current)[0]?.focus()}
        onKeyDown={moveFocus}
        onClick={(event) => event.target !== event.currentTarget && list.current?.hidePopover()}
        className="fixed inset-auto m-0 max-h-[70vh] max-w-[min(24rem,calc(100vw-1rem))] overflow-y-auto rounded-lg border bg-panel p-1 text-ink shadow-pop"
      >
        {children}
      </div>
    </>
  );
}

const itemsOf = (list: HTMLElement | null): HTMLElement[] => [
  ...(list?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? []),
];

/** Arrow keys, Home and End go round the items, as in every menu of an operating system; Tab leaves. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>) {
  const items = itemsOf(event.currentTarget);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Tab") event.currentTarget.hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  items.at(to >= items.length ? 0 : to)?.focus();
}

const item =
  "flex h-8 w-full items-center gap-2 rounded-md px-2 text-left text-sm hover:bg-hover focus-visible:bg-hover focus-visible:-outline-offset-2 [&_svg]:size-4 [&_svg]:shrink-0";

export function MenuButton({ className, ...props }: ComponentProps<"button">) {
  return <button type="button" role="menuitem" tabIndex={-1} className={cn(item, className)} {...props} />;
}

export function MenuLink({ className, ...props }: ComponentProps<typeof Link>) {
  return <Link role="menuitem" tabIndex={-1} className={cn(item, className)} {...props} />;
}
