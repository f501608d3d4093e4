import { Skeleton } from "@/components/ui/skeleton";

export function PickerSkeleton() {
  return (
    <div aria-busy className="flex flex-col gap-4 px-3.5 py-3">
      <Skeleton className="w-1/3" />
      <Skeleton className="w-1/2" />
      <Skeleton className="w-2/5" />
    </div>
  );
}
