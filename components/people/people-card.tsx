import type { ReactNode } from "react";

/** One thing to do, with a title and a sentence. */
export function PeopleCard({
  title,
  lead,
  children,
}: {
  title: string;
  lead: ReactNode;
  children?: ReactNode;
}) {
  return (
    <>
      <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
      <p className="mt-1 mb-6 text-sm text-ink2">{lead}</p>
      {children}
    </>
  );
}
