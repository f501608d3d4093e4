import { cn } from "./class-names";
import { Skeleton } from "./skeleton";

const WIDTHS = ["w-24", "w-32", "w-20", "w-28"];

/** A form before its values are known: names and empty fields, each where it will be. */
export function FormSkeleton({ fields = 4, className }: { fields?: number; className?: string }) {
  return (
    <div aria-busy className={cn("flex flex-col gap-5", className)}>
      {Array.from({ length: fields }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a placeholder has no identity
        <div key={at}>
          <div className="flex h-5 items-center">
            <Skeleton className={WIDTHS[at % WIDTHS.length] ?? "w-24"} />
          </div>
          <div className="mt-1.5 h-8 max-w-md rounded-md border" />
        </div>
      ))}
    </div>
  );
}

/** Sections with their title at the side, as settings have them. */
export function SectionsSkeleton({ sections = 3 }: { sections?: number }) {
  return (
    <div className="mt-6">
      {Array.from({ length: sections }, (_, at) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: a placeholder has no identity
          key={at}
          className="grid gap-x-8 gap-y-3 border-t py-6 first:border-t-0 first:pt-0 lg:grid-cols-[16rem_minmax(0,1fr)]"
        >
          <Skeleton className="mt-1 w-28" />
          <FormSkeleton fields={2} />
        </div>
      ))}
    </div>
  );
}
