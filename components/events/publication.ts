/** The text of a publish, put together so that the payload's own text travels as it was typed; pure. */
export type Publication = {
  type: string;
  payload: string;
  channel: string;
  id: string;
  orderingKey: string;
};

export const FIELDS = ["type", "data", "channel", "id", "orderingKey"] as const;

/** JSON whose `data` is the payload's text itself; what was left empty is left out. */
export function textOf({ type, payload, channel, id, orderingKey }: Publication): string {
  const rest = Object.entries({ channel, id, orderingKey })
    .filter(([, value]) => value.trim() !== "")
    .map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value.trim())}`);
  return `{"type":${JSON.stringify(type.trim())},"data":${payload.trim()}${rest.join("")}}`;
}

/** A key for one publication: the same text asked for again has the same, so that it is published once. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `by-hand-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
