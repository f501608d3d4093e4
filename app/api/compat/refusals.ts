/**
 * How each vendor's API words a refusal. Promises that a customer's client meets the vendor's shape behind the
 * vendor's door whoever refuses: the route, the guard in front of all routes, or nobody who knows the path.
 */
import type { Problem } from "@/lib/contract/problem";

type Refusal = (problem: Problem) => unknown;

/** By the folder of the door. The vendors' pages name statuses and show no bodies: these are the successes' counterparts. */
export const REFUSALS = {
  spectra: ({ code, detail, errors }) => ({
    success: false,
    error: { code, message: detail, ...(errors ? { fields: errors } : {}) },
  }),
  // Its only field has a name of its own, and messages begin with the field they are about.
  spectrum: ({ code, detail }) => ({
    succeed: false,
    error: { code, message: detail.replace(/^url: /, "webhookUrl: ") },
  }),
  svix: ({ code, detail, errors, status }) =>
    status === 422 && errors?.length
      ? { detail: errors.map(({ field, message }) => ({ loc: ["body", field], msg: message, type: code })) }
      : { code, detail },
} as const satisfies Record<string, Refusal>;

const isDoor = (name: string): name is keyof typeof REFUSALS => Object.hasOwn(REFUSALS, name);

/** How the door that this path leads to refuses; null for every other path. The path is one that `doorOf` has led. */
export function refusalAt(path: string): Refusal | null {
  const name = /^\/api\/compat\/([a-z]+)(?:[/?]|$)/.exec(path)?.[1] ?? "";
  return isDoor(name) ? REFUSALS[name] : null;
}
