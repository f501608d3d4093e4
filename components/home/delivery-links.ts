import type { DeliveryStatus } from "@/lib/contract/deliveries";
import type { StatsPoint } from "@/lib/contract/stats";

/** Which deliveries the list shows: those of these statuses, made in this period. */
export type Shown = {
  status?: readonly DeliveryStatus[];
  since?: string;
  until?: string;
  type?: string;
  endpoint?: string;
};

/** The list of deliveries with filters; `base` is where the project's pages begin. */
export function deliveriesHref(base: string, { status, ...filters }: Shown): string {
  const search = new URLSearchParams(Object.entries(filters).filter(([, value]) => value));
  if (status) search.set("status", status.join(","));
  return `${base}/deliveries${search.size > 0 ? `?${search}` : ""}`;
}

/** What became of a delivery, as charts tell it, and the statuses the list knows it by. */
export const BECAME = {
  succeeded: ["succeeded"],
  waiting: ["pending", "cancelled"],
  failed: ["failed"],
} as const satisfies Record<keyof StatsPoint["deliveries"], readonly DeliveryStatus[]>;

/** When a bar ends that begins `at`. */
export const barEnd = (at: string, barMinutes: number): string =>
  new Date(Date.parse(at) + barMinutes * 60_000).toISOString();
