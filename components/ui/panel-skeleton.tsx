import { cn } from "./class-names";
import { FormSkeleton } from "./form-skeleton";
import { Panel } from "./panel";
import { Skeleton } from "./skeleton";

const WIDTHS = ["w-3/5", "w-2/5", "w-4/5", "w-1/2", "w-2/3"];

/** Lines of text before they are known. */
export function LinesSkeleton({ lines, className }: { lines: number; className?: string }) {
  return (
    <div aria-busy className={cn("flex flex-col gap-3 p-3.5", className)}>
      {Array.from({ length: lines }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a placeholder has no identity
        <Skeleton key={at} className={WIDTHS[at % WIDTHS.length] ?? "w-1/2"} />
      ))}
    </div>
  );
}

/** A panel before it is known what is in it: its title's row and some lines. */
export function PanelSkeleton({ lines, className }: { lines: number; className?: string }) {
  return (
    <Panel className={className}>
      <div className="flex h-10 items-center border-b px-3.5">
        <Skeleton className="w-28" />
      </div>
      <LinesSkeleton lines={lines} />
    </Panel>
  );
}

/** A page about one thing: panels with so many lines, and its facts beside them. */
export function DetailSkeleton({ panels }: { panels: readonly number[] }) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-4">
        {panels.map((lines, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a placeholder has no identity
          <PanelSkeleton key={at} lines={lines} />
        ))}
      </div>
      <Panel>
        <LinesSkeleton lines={6} />
      </Panel>
    </div>
  );
}

/** A form, and beside it what it leads to. */
export function EditorSkeleton() {
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,28rem)]">
      <FormSkeleton fields={5} />
      <PanelSkeleton lines={10} />
    </div>
  );
}
