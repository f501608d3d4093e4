/** How a check says what it found, in one line each; promises that whatever is not right comes with what to do. */
import type { Check, Finding } from "@/lib/contract/doctor";

export const ok = (check: Check, sentence: string): Finding => ({
  check,
  state: "ok",
  sentence,
  advice: null,
});

export const warning = (check: Check, sentence: string, advice: string): Finding => ({
  check,
  state: "warning",
  sentence,
  advice,
});

export const error = (check: Check, sentence: string, advice: string): Finding => ({
  check,
  state: "error",
  sentence,
  advice,
});

/** `1 secret`, `3 secrets`. */
export const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
