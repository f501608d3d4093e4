import type { ComponentProps } from "react";
import { cn } from "./class-names";

const box =
  "w-full rounded-md border border-edge/60 bg-panel text-ink -outline-offset-1 hover:border-edge aria-invalid:border-bad disabled:cursor-not-allowed disabled:opacity-60";

/** 16 px on touch screens, where a smaller text would make the browser zoom in. */
const text = "text-sm pointer-coarse:text-lg";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={cn(box, text, "h-8 px-2.5", className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea className={cn(box, text, "min-h-20 px-2.5 py-1.5", className)} {...props} />;
}

/** The browser's own select: its list works with every keyboard, screen reader and phone. */
export function Select({ className, ...props }: ComponentProps<"select">) {
  return <select className={cn(box, text, "h-8 truncate ps-2.5 pe-7", className)} {...props} />;
}
