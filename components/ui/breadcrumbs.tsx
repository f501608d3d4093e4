import Link from "next/link";
import { Fragment, type ReactNode } from "react";
import { PlainText } from "./plain-text";

export type Crumb = { label: string; href?: string };

export function Breadcrumbs({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav aria-label="Breadcrumbs" className="mb-1.5">
      <ol className="flex min-h-5 min-w-0 items-center gap-1.5 text-sm text-ink3">
        {crumbs.map(({ label, href }, at) => (
          <Fragment key={href ?? label}>
            {at > 0 && <li aria-hidden>/</li>}
            <li className={at === crumbs.length - 1 ? "min-w-0 truncate" : "max-w-1/3 shrink-0 truncate"}>
              {href ? (
                <Link href={href} className="rounded-sm hover:text-ink hover:underline">
                  <PlainText>{label}</PlainText>
                </Link>
              ) : (
                <span aria-current={at > 0 ? "page" : undefined}>
                  <PlainText>{label}</PlainText>
                </span>
              )}
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}

type PageHeadProps = {
  crumbs: Crumb[];
  title: ReactNode;
  sub?: ReactNode;
  above?: ReactNode;
  actions?: ReactNode;
};

/** Where one is, what this is, and what can be done with it. */
export function PageHead({ crumbs, title, sub, above, actions }: PageHeadProps) {
  return (
    <header className="mb-4">
      <Breadcrumbs crumbs={crumbs} />
      <div className="flex flex-col gap-3 sm:flex-row sm:items-start sm:justify-between sm:gap-4">
        <div className="min-w-0">
          {above && <div className="mb-1.5 flex flex-wrap items-center gap-2">{above}</div>}
          <h1 className="text-xl font-semibold tracking-[-0.01em] [overflow-wrap:anywhere]">{title}</h1>
          {sub && (
            <div className="mt-0.5 line-clamp-5 text-ink2 sm:line-clamp-3 [overflow-wrap:anywhere]">
              {sub}
            </div>
          )}
        </div>
        {actions && (
          <div className="flex flex-wrap items-center gap-2 sm:justify-end lg:shrink-0 lg:flex-nowrap">
            {actions}
          </div>
        )}
      </div>
    </header>
  );
}
