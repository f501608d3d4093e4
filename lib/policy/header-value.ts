/** Reads what a dialect's header says, plain or as a list, in one form. Promises only to look; writing is `build-request.ts`. */
import type { HeaderList, HeaderToken, HeaderValue, PolicyHeader } from "./delivery-policy";

/** A plain value is a list of one, without a prefix. */
export function membersOf(value: HeaderValue): { members: HeaderList["list"]; join: string } {
  if (typeof value === "string") return { members: [{ prefix: "", from: value }], join: "" };
  return { members: value.list, join: value.join };
}

/** Whether the header carries `token`, alone or beside others. */
export function carries(header: PolicyHeader, token: HeaderToken): boolean {
  return membersOf(header.value).members.some(({ from }) => from === token);
}
