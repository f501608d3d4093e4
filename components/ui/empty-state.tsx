import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

type EmptyStateProps = {
  icon: LucideIcon;
  title: string;
  children: ReactNode;
  action?: ReactNode;
  as?: "h1" | "h2";
};

/** Nothing here yet (or nothing that matches): why, and what to do next. */
export function EmptyState({ icon: Icon, title, children, action, as: Heading = "h2" }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      <Icon aria-hidden className="size-6 text-ink3" strokeWidth={1.5} />
      <Heading className="mt-3 font-medium">{title}</Heading>
      <div className="mt-1 max-w-[46ch] text-sm text-balance text-ink2">{children}</div>
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
