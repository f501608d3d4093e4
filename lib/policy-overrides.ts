/** What a project or endpoint sets over its dialect, between the API (`"none"`, `null`) and the ledger; pure. */
import type { OverrideInput, Overrides } from "./contract/policies";
import type { Prisma } from "./platform/db";
import type { PolicyOverrides } from "./policy/delivery-policy";

const FIELDS = ["retry", "timeoutMs", "throttle", "ordering", "autoDisable", "maxInFlight"] as const;

/** Whether a change touches any of them. */
export const hasOverrides = (given: OverrideInput): boolean =>
  FIELDS.some((field) => given[field] !== undefined);

/**
 * The stored settings with the given ones over them: a missing field stays, `null` goes back to the
 * dialect's, `throttle: "none"` is kept as the `null` that means unthrottled. `retry` is set as a whole.
 */
export function mergedOverrides(stored: PolicyOverrides, given: OverrideInput): PolicyOverrides {
  const merged: PolicyOverrides = { ...stored };
  if (given.retry !== undefined) merged.retry = given.retry === null ? undefined : definedOf(given.retry);
  if (given.timeoutMs !== undefined) merged.timeoutMs = given.timeoutMs ?? undefined;
  if (given.ordering !== undefined) merged.ordering = given.ordering ?? undefined;
  if (given.autoDisable !== undefined) merged.autoDisable = given.autoDisable ?? undefined;
  if (given.maxInFlight !== undefined) merged.maxInFlight = given.maxInFlight ?? undefined;
  if (given.throttle !== undefined) merged.throttle = throttleOf(given.throttle);
  return definedOf(merged);
}

function throttleOf(given: NonNullable<OverrideInput["throttle"]> | null): PolicyOverrides["throttle"] {
  if (given === null) return undefined;
  return given === "none" ? null : given;
}

/** Without the members that are undefined, which JSON would drop silently and types would not. */
function definedOf<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

/** Stored settings as they are answered. */
export function shownOverrides(stored: PolicyOverrides): Overrides {
  const { throttle, ...rest } = stored;
  const shown = throttle === undefined ? rest : { ...rest, throttle: throttle ?? ("none" as const) };
  return shown as Overrides;
}

/** As read from a row; only `mergedOverrides` ever wrote it. */
export const overridesOf = (stored: Prisma.JsonValue): PolicyOverrides => stored as PolicyOverrides;
export const overridesJson = (overrides: PolicyOverrides) => overrides as Overrides as Prisma.InputJsonObject;
