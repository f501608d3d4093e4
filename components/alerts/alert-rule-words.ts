/** An alert rule as people read it. */
import type { AlertKind, AlertRule } from "@/lib/contract/alerts";

export const KIND_WORDS: Record<AlertKind, string> = {
  failing: "An endpoint keeps failing",
  disabled: "An endpoint is disabled by a rule",
  backlog: "An endpoint is behind with what is due",
};

const minutesInWords = (minutes: number): string => {
  const [count, unit] = minutes % 60 === 0 ? [minutes / 60, "hour"] : [minutes, "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
};

/** `An endpoint keeps failing for 10 minutes`. */
export const ruleInWords = ({ kind, minutes }: Pick<AlertRule, "kind" | "minutes">): string =>
  kind === "disabled" ? KIND_WORDS[kind] : `${KIND_WORDS[kind]} for ${minutesInWords(minutes)}`;
