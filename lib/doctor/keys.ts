/** Whether everything that is sealed can be opened: with a key lost, endpoints cannot be signed for. */
import type { Finding } from "@/lib/contract/doctor";
import { type KeyUse, keyUses } from "@/lib/key-ring";
import { sealingKey } from "@/lib/platform/secret-box";
import { counted, error, ok, warning } from "./findings";

/** One key of the ring: how many values are sealed under it, and whether one of them opens. */
type Use = Pick<KeyUse, "keyId" | "count" | "opens">;

export const keyFindings = async (): Promise<Finding[]> => [
  judgeKeys(together(await keyUses()), sealingKey()),
];

/** Whatever lies under one key, wherever it lies. */
function together(uses: KeyUse[]): Use[] {
  return [...new Set(uses.map(({ keyId }) => keyId))].map((keyId) => {
    const all = uses.filter((use) => use.keyId === keyId);
    return {
      keyId,
      count: all.reduce((sum, { count }) => sum + count, 0),
      opens: all.every(({ opens }) => opens),
    };
  });
}

/** `first` is the key that seals now. */
export function judgeKeys(uses: Use[], first: string): Finding {
  const lost = uses.filter(({ opens }) => !opens);
  if (lost.length > 0) {
    const count = lost.reduce((sum, use) => sum + use.count, 0);
    const names = lost.map(({ keyId }) => `"${keyId}"`).join(", ");
    return error(
      "keys",
      `${counted(count, "stored secret")} under key ${names} cannot be opened: their endpoints cannot be signed for.`,
      "Put the key they were sealed with back into ENCRYPTION_KEYS, behind the first.",
    );
  }
  const retired = uses.filter(({ keyId }) => keyId !== first);
  if (retired.length > 0) {
    const count = retired.reduce((sum, use) => sum + use.count, 0);
    return warning(
      "keys",
      `${counted(count, "stored secret")} still use a retired key (${retired.map(({ keyId }) => keyId).join(", ")}).`,
      "Seal them anew with `npm run reseal`; until then leave it in ENCRYPTION_KEYS.",
    );
  }
  return ok("keys", "All stored secrets can be opened with the key that seals now.");
}
