/**
 * Writes log lines to where they go, and never makes their writer wait or fail for it: what a full disk or a slow
 * reader does not take is kept up to a limit, tried again with the next line, and then forgotten from the oldest on.
 */

const MOST_KEPT_BYTES = 1024 * 1024;

/** `writeTo` takes bytes at once and answers how many, or throws, as `fs.writeSync` does on a descriptor. */
export function createLineWriter(writeTo: (bytes: Uint8Array) => number): { write: (line: string) => void } {
  let kept: Buffer[] = [];
  let keptBytes = 0;
  return {
    write: (line) => {
      const bytes = Buffer.from(line);
      kept.push(bytes);
      keptBytes += bytes.length;
      while (keptBytes > MOST_KEPT_BYTES && kept.length > 1) keptBytes -= kept.shift()?.length ?? 0;
      const all = kept.length === 1 ? (kept[0] as Buffer) : Buffer.concat(kept);
      const rest = all.subarray(written(writeTo, all));
      kept = rest.length > 0 ? [rest] : [];
      keptBytes = rest.length;
    },
  };
}

function written(writeTo: (bytes: Uint8Array) => number, bytes: Uint8Array): number {
  try {
    return writeTo(bytes);
  } catch {
    return 0; // a full disk, a full pipe, a reader that has gone: there is nowhere to say so
  }
}
