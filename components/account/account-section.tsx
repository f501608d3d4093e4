import type { ReactNode } from "react";

/** One thing about the account: what it is at the side, what can be done with it beside it. */
export function AccountSection({
  title,
  lead,
  children,
}: {
  title: string;
  lead: ReactNode;
  children: ReactNode;
}) {
  return (
    <section
      aria-label={title}
      className="grid gap-x-8 gap-y-3 border-t py-6 first:border-t-0 first:pt-0 lg:grid-cols-[16rem_minmax(0,1fr)]"
    >
      <div>
        <h2 className="font-medium">{title}</h2>
        <div className="mt-1 text-sm text-ink2">{lead}</div>
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
