"use client";

import { Check, Minus } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names";

export type Ticked = boolean | "some";

type CheckboxProps = {
  checked: Ticked;
  onChange: (checked: boolean) => void;
  children: ReactNode;
  disabled?: boolean;
  className?: string;
};

/** A labelled box with three states; `"some"` is announced as mixed and becomes ticked when pressed. */
export function Checkbox({ checked, onChange, children, disabled, className }: CheckboxProps) {
  return (
    <label
      className={cn(
        "flex min-w-0 cursor-pointer items-center gap-2.5",
        disabled && "cursor-not-allowed opacity-60",
        className,
      )}
    >
      <span className="relative grid size-4 shrink-0 place-items-center">
        <input
          type="checkbox"
          className="absolute inset-0 appearance-none rounded-sm border-[1.5px] border-edge bg-panel checked:border-btn checked:bg-btn indeterminate:border-btn indeterminate:bg-btn"
          checked={checked === true}
          disabled={disabled}
          ref={(box) => {
            if (box) box.indeterminate = checked === "some";
          }}
          onChange={(event) => onChange(event.target.checked)}
        />
        {checked === true && (
          <Check aria-hidden className="pointer-events-none relative size-3 text-btn-ink" strokeWidth={3.5} />
        )}
        {checked === "some" && (
          <Minus aria-hidden className="pointer-events-none relative size-3 text-btn-ink" strokeWidth={3.5} />
        )}
      </span>
      {children}
    </label>
  );
}
