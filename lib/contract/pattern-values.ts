/**
 * Texts that a regular expression matches, for tests: classes, groups, alternatives and greedy quantifiers, which
 * is what our patterns are made of. Promises the same for the same random numbers. The product never calls it.
 */

/** A text that the pattern, which is anchored at both ends, matches. `random` gives numbers in [0, 1). */
export function matching(pattern: string, random: () => number): string {
  return alternatives({ source: pattern, at: 0, random });
}

type Reader = { source: string; at: number; random: () => number };

const upTo = ({ random }: Reader, max: number) => Math.floor(random() * (max + 1));
const oneOf = (reader: Reader, chars: string[]) => chars[upTo(reader, chars.length - 1)] ?? "";

function alternatives(reader: Reader): string {
  const all = [sequence(reader)];
  while (reader.source[reader.at] === "|") {
    reader.at++;
    all.push(sequence(reader));
  }
  return oneOf(reader, all);
}

function sequence(reader: Reader): string {
  let made = "";
  while (reader.at < reader.source.length && !"|)".includes(reader.source[reader.at] ?? "")) {
    const from = reader.at;
    const first = atom(reader);
    const [least, most] = quantifier(reader);
    const end = reader.at;
    const times = least + upTo(reader, most - least);
    for (let n = 0; n < times; n++) {
      reader.at = from;
      made += n === 0 ? first : atom(reader);
    }
    reader.at = end;
  }
  return made;
}

function atom(reader: Reader): string {
  const char = reader.source[reader.at++] ?? "";
  if (char === "^" || char === "$") return "";
  if (char === "[") return oneOf(reader, charClass(reader));
  if (char === "\\") return oneOf(reader, escaped(reader));
  if (char !== "(") return char;
  if (reader.source.startsWith("?:", reader.at)) reader.at += 2;
  const made = alternatives(reader);
  reader.at++;
  return made;
}

const SIMPLE: Record<string, [least: number, most: number]> = { "*": [0, 3], "+": [1, 3], "?": [0, 1] };

function quantifier(reader: Reader): [least: number, most: number] {
  const simple = SIMPLE[reader.source[reader.at] ?? ""];
  if (simple) reader.at++;
  if (simple) return simple;
  const counted = /^\{(\d+)(,(\d*))?\}/.exec(reader.source.slice(reader.at));
  if (!counted) return [1, 1];
  reader.at += counted[0].length;
  const least = Number(counted[1]);
  if (!counted[2]) return [least, least];
  return [least, counted[3] ? Math.min(Number(counted[3]), least + 8) : least + 3];
}

function charClass(reader: Reader): string[] {
  const chars: string[] = [];
  while (reader.source[reader.at] !== "]") {
    const one = classChar(reader);
    if (reader.source[reader.at] === "-" && reader.source[reader.at + 1] !== "]") {
      reader.at++;
      chars.push(...range(one[0] ?? "", classChar(reader)[0] ?? ""));
    } else chars.push(...one);
  }
  reader.at++;
  return chars;
}

function classChar(reader: Reader): string[] {
  const char = reader.source[reader.at++] ?? "";
  return char === "\\" ? escaped(reader) : [char];
}

function escaped(reader: Reader): string[] {
  const char = reader.source[reader.at++] ?? "";
  if (char === "d") return range("0", "9");
  if (char !== "x") return [char];
  const code = reader.source.slice(reader.at, reader.at + 2);
  reader.at += 2;
  return [String.fromCharCode(Number.parseInt(code, 16))];
}

const range = (from: string, to: string) =>
  Array.from({ length: to.charCodeAt(0) - from.charCodeAt(0) + 1 }, (_, n) =>
    String.fromCharCode(from.charCodeAt(0) + n),
  );
