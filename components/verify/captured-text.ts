/** Reads a request that somebody pastes, as HTTP writes it: names and values, an empty line, the body. */

export type CapturedText = { headers: [name: string, value: string][]; body: string };

const REQUEST_LINE = /^[A-Z]+ \S+( HTTP\/[\d.]+)?$/;
const HEADER = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*(.*)$/;

/** `null` when it does not begin with headers. The body is everything after the first empty line, untouched. */
export function readCapturedText(text: string): CapturedText | null {
  const end = /\r?\n\r?\n/.exec(text);
  const head = (end ? text.slice(0, end.index) : text).split(/\r?\n/);
  const lines = REQUEST_LINE.test(head[0] ?? "") ? head.slice(1) : head;
  const headers: [string, string][] = [];
  for (const line of lines) {
    const [, name, value] = HEADER.exec(line) ?? [];
    if (name === undefined || value === undefined) return null;
    headers.push([name, value.trimEnd()]);
  }
  if (headers.length === 0) return null;
  return { headers, body: end ? text.slice(end.index + end[0].length) : "" };
}
