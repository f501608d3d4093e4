"use client";

import { type FocusEvent, type PointerEvent, useState } from "react";

/**
 * Keeps a live list still while someone points at it or has the focus in it: rows change where they stand,
 * but none moves away from under the pointer. `waiting` counts those that came since; `release` shows them.
 */
export function useSteadyRows<Row>(rows: readonly Row[], idOf: (row: Row) => string) {
  const [frozen, setFrozen] = useState<readonly Row[] | null>(null);
  const fresh = new Map(rows.map((row) => [idOf(row), row]));
  const ids = new Set(frozen?.map(idOf));
  const hold = () => setFrozen((before) => before ?? rows);
  const release = () => setFrozen(null);
  return {
    rows: frozen ? frozen.map((row) => fresh.get(idOf(row)) ?? row) : [...rows],
    waiting: frozen ? rows.filter((row) => !ids.has(idOf(row))).length : 0,
    release,
    area: {
      onPointerEnter: (event: PointerEvent) => event.pointerType === "mouse" && hold(),
      onPointerLeave: (event: PointerEvent) => {
        if (event.pointerType === "mouse" && !event.currentTarget.contains(document.activeElement)) release();
      },
      onFocus: hold,
      onBlur: (event: FocusEvent) => {
        if (!event.currentTarget.contains(event.relatedTarget)) release();
      },
    },
  };
}
