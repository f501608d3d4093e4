import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";

const ROWS = ["w-2/5", "w-3/5", "w-1/2", "w-1/3", "w-3/5", "w-2/5", "w-1/2", "w-3/5"];

/** A page before it is known which: breadcrumb, title and a list, each where it will be. */
export function PageSkeleton() {
  return (
    <div aria-busy>
      <span className="sr-only" role="status">
        Loading
      </span>
      <div className="mb-1.5 flex h-5 items-center">
        <Skeleton className="w-24" />
      </div>
      <div className="mb-4 h-13 pt-1.5">
        <Skeleton className="h-4 w-40" />
        <Skeleton className="mt-3 w-80 max-w-full" />
      </div>
      <div className="mb-3 flex h-8 gap-2">
        <Skeleton className="h-8 w-72" />
        <Skeleton className="h-8 w-32" />
      </div>
      <Panel>
        <div className="h-9 border-b" />
        {ROWS.map((width, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a placeholder has no identity
          <div key={row} className="flex h-9 items-center border-b border-line2 px-3.5 last:border-b-0">
            <Skeleton className={width} />
          </div>
        ))}
      </Panel>
    </div>
  );
}
