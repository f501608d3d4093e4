import { cva, type VariantProps } from "class-variance-authority";
import Link from "next/link";
import type { ComponentProps } from "react";
import { cn } from "./class-names";

export const buttonLook = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors select-none disabled:cursor-not-allowed disabled:opacity-50 aria-busy:cursor-progress [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      look: {
        plain: "border-line bg-panel text-ink hover:bg-hover",
        primary: "border-btn bg-btn text-btn-ink hover:border-btn-hover hover:bg-btn-hover",
        quiet: "border-transparent bg-transparent text-ink2 hover:bg-line2 hover:text-ink",
        danger: "border-line bg-panel text-bad hover:border-bad hover:bg-bad-bg",
      },
      size: {
        sm: "h-7 px-2 text-xs [&_svg]:size-3.5",
        md: "h-8 px-3 text-sm",
        icon: "size-8 text-sm",
        "icon-sm": "size-7 text-xs [&_svg]:size-3.5",
      },
    },
    defaultVariants: { look: "plain", size: "md" },
  },
);

type Look = VariantProps<typeof buttonLook>;

export type ButtonProps = ComponentProps<"button"> & Look & { busy?: boolean };

/** `busy` keeps the button in place and its width, and ignores further clicks. */
export function Button({ look, size, busy, className, onClick, type = "button", ...props }: ButtonProps) {
  return (
    <button
      type={type}
      aria-busy={busy || undefined}
      onClick={busy ? undefined : onClick}
      className={cn(buttonLook({ look, size }), busy && "opacity-60", className)}
      {...props}
    />
  );
}

export function ButtonLink({ look, size, className, ...props }: ComponentProps<typeof Link> & Look) {
  return <Link className={cn(buttonLook({ look, size }), className)} {...props} />;
}
