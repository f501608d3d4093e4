/** What alerts say. Pure; whatever names a person or customer chose are escaped where they are sent. */
import type { AlertKind } from "./contract/alerts";

/** `url` without what stands behind a `?`; `page` is where to look. */
export type AlertSubject = { url: string; project: string; since: Date; page: string };
export type AlertNews = { kind: AlertKind; notice: "began" | "ended"; subjects: readonly AlertSubject[] };

const SHOWN = 20;

const STATES: Record<AlertKind, Record<AlertNews["notice"], readonly [one: string, many: string]>> = {
  failing: { began: ["is failing", "are failing"], ended: ["works again", "work again"] },
  disabled: { began: ["was disabled", "were disabled"], ended: ["is enabled again", "are enabled again"] },
  backlog: { began: ["is behind", "are behind"], ended: ["has caught up", "have caught up"] },
};

const counted = (count: number) => (count === 1 ? "An endpoint" : `${count.toLocaleString("en")} endpoints`);

/** `An endpoint is failing`, `3 endpoints work again`. */
export function headline({ kind, notice, subjects }: AlertNews): string {
  const [one, many] = STATES[kind][notice];
  return `${counted(subjects.length)} ${subjects.length === 1 ? one : many}`;
}

const minute = (at: Date) => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** One line per endpoint, the first twenty, and how many more there are. */
export function lines({ notice, subjects }: AlertNews): string[] {
  const shown = subjects.slice(0, SHOWN).map(({ url, project, since, page }) => {
    const when = notice === "began" ? `, since ${minute(since)}` : "";
    return `${url} (${project})${when}: ${page}`;
  });
  const rest = subjects.length - SHOWN;
  return rest > 0 ? [...shown, `and ${rest.toLocaleString("en")} more.`] : shown;
}

/** The type of the event that says it. */
export const eventTypeOf = ({ kind, notice }: Pick<AlertNews, "kind" | "notice">): string =>
  notice === "ended" ? "posthorn.endpoint.recovered" : EVENT_TYPES[kind];

const EVENT_TYPES: Record<AlertKind, string> = {
  failing: "posthorn.endpoint.failing",
  disabled: "posthorn.endpoint.disabled",
  backlog: "posthorn.endpoint.backlogged",
};
