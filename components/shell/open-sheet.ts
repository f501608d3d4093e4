/** Which of the two sheets over every page is open: the command palette or the list of shortcuts. One at a time. */
import { useSyncExternalStore } from "react";

export type Sheet = "palette" | "shortcuts";

let open: Sheet | null = null;
const listeners = new Set<() => void>();

/** Opens a sheet, or with null closes whichever is open. */
export function openSheet(sheet: Sheet | null): void {
  open = sheet;
  for (const each of listeners) each();
}

/** Whether one is open or about to be: its code may still be on the way. */
export const isSheetOpen = (): boolean => open !== null;

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useOpenSheet = (): Sheet | null =>
  useSyncExternalStore(
    subscribe,
    () => open,
    () => null,
  );
