import type { Delivery } from "@/lib/contract/deliveries";

/** The codes under which a delivery says why it stands where it stands, in the two or three words a table has room for. */
const REASONS: Record<string, string> = {
  timeout: "No answer in time",
  dns: "Name not found",
  connect: "No connection",
  tls: "No secure connection",
  reset: "Connection lost",
  protocol: "Not HTTP",
  interrupted: "Sender stopped",
  "refused-url": "URL refused",
  "refused-address": "Address refused",
  poison: "Sender crashed",
  late: "After its run",
  disabled: "Endpoint disabled",
  deleted: "Endpoint deleted",
};

/** What came back last: `503`, `No answer in time`, or nothing yet. */
export function answerInWords({
  lastStatusCode,
  reason,
}: Pick<Delivery, "lastStatusCode" | "reason">): string {
  if (reason && REASONS[reason]) return REASONS[reason];
  return lastStatusCode === null ? "" : String(lastStatusCode);
}

/** The same inside a line: `no answer in time`, and yet `URL refused`. */
export const answerInLine = (row: Parameters<typeof answerInWords>[0]): string =>
  answerInWords(row).replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase());
