/** What each dialect puts around a payload, written out by hand: taken away, the publisher's bytes must be left. */

/** Where the payload stands in a body of each dialect; the outer braces are the dialect's where it spreads. */
export type Frame = { dialect: string; before: RegExp; after: string; spreads: boolean };
const EVENT = /^\{"event":"order\.created",?/;
export const FRAMES: Frame[] = [
  {
    dialect: "standard",
    before: /^\{"type":"order\.created","timestamp":"[^"]{24}","data":/,
    after: "}",
    spreads: false,
  },
  {
    dialect: "spectra",
    before: /^\{"event":"order\.created","timestamp":"[^"]{25}","data":/,
    after: "}",
    spreads: false,
  },
  { dialect: "spectrum", before: EVENT, after: "}", spreads: true },
  {
    dialect: "splexa",
    before: /^\{"event":"order\.created","timestamp":"[^"]{24}",?/,
    after: "}",
    spreads: true,
  },
  {
    dialect: "spektr",
    before: /^\{"results":\[\{"id":"evt_[0-9a-z]{26}","type":"order\.created","createdAt":\d{13},"data":/,
    after: "}]}",
    spreads: false,
  },
];

/** What of `body` is the publisher's: taken out by the position of what is not, never by parsing. */
export function framed(frame: Frame, body: Buffer): Buffer {
  const before = frame.before.exec(body.toString("latin1"))?.[0].length;
  if (before === undefined) throw new Error(`not a body of ${frame.dialect}: ${body.subarray(0, 200)}`);
  if (!body.subarray(before).toString().endsWith(frame.after))
    throw new Error(`not the end of ${frame.dialect}: ${body.subarray(-200)}`);
  return body.subarray(before, body.length - frame.after.length);
}

/** What a spreading dialect has between its own members and its closing brace. */
function spread(payload: string): string {
  const trimmed = payload.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  if (!trimmed.startsWith("{")) return `"data":${payload}`;
  const inner = trimmed.slice(1, -1);
  return /^[ \t\r\n]*$/.test(inner) ? "" : inner;
}
export const expectedIn = (frame: Frame, payload: string) => (frame.spreads ? spread(payload) : payload);
