/** The accounts that producer and receiver keep, a JSON line per entry; times are Unix milliseconds of this machine. */
import { readFileSync } from "node:fs";

/** What the producer writes: before it first sends an event, and (flushed to disk) after each 202. */
export type ProducerLine =
  | { kind: "sending"; producerId: string; sha256: string; at: number }
  | { kind: "accepted"; producerId: string; id: string; sentAt: number; at: number; sequence: number | null }
  | { kind: "given-up"; producerId: string };

/** What the receiver writes: each request before it answers, and each answer that went out whole. */
export type ReceiverLine =
  | {
      kind: "request";
      n: number;
      path: string;
      id: string;
      producerId: string;
      sha256: string;
      sequence: number | null;
      verified: boolean;
      at: number;
    }
  | { kind: "answered"; n: number; status: number; at: number };

/** The last line may be cut: its writer was stopped. */
export function readLedger<Line>(file: string): Line[] {
  const lines = readFileSync(file, "utf8").split("\n");
  lines.pop();
  return lines.map((line) => JSON.parse(line) as Line);
}

/** Between `"data":` and the envelope's last brace: the payload's own bytes. */
export const payloadOf = (body: string) => /"data":(.*)\}$/s.exec(body)?.[1] ?? "";
