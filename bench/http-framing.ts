/**
 * HTTP/1.1 messages out of a byte stream, framed by Content-Length alone: all that a receiver and a load
 * generator of our own making need, at a fraction of a parser's cost.
 */

type OnMessage = (chunk: Buffer, start: number, bodyStart: number, end: number) => void;

const HEAD_END = Buffer.from("\r\n\r\n");
/** Both spellings end so, and no other header of ours does. */
const LENGTH = Buffer.from("ontent-");

/** Calls back for each complete message of what it is fed. */
export function createFramer(onMessage: OnMessage): (data: Buffer) => void {
  let rest: Buffer | null = null;
  return (data) => {
    const chunk: Buffer = rest ? Buffer.concat([rest, data]) : data;
    rest = null;
    let at = 0;
    while (at < chunk.length) {
      const headEnd = chunk.indexOf(HEAD_END, at);
      if (headEnd === -1) break;
      const bodyStart = headEnd + HEAD_END.length;
      const end = bodyStart + contentLength(chunk, at, headEnd);
      if (end > chunk.length) break;
      onMessage(chunk, at, bodyStart, end);
      at = end;
    }
    if (at < chunk.length) rest = chunk.subarray(at);
  };
}

const COLON = 0x3a;
const SPACE = 0x20;

function contentLength(chunk: Buffer, start: number, headEnd: number): number {
  for (let at = chunk.indexOf(LENGTH, start); at !== -1 && at < headEnd; at = chunk.indexOf(LENGTH, at + 1)) {
    const colon = at + "ontent-length".length;
    // `content-type:` has its colon elsewhere.
    if (chunk[colon] !== COLON) continue;
    let length = 0;
    for (let digit = colon + 1; digit < headEnd; digit++) {
      const byte = chunk[digit] as number;
      if (byte === SPACE) continue;
      if (byte < 0x30 || byte > 0x39) break;
      length = length * 10 + byte - 0x30;
    }
    return length;
  }
  return 0;
}
