"use client";

import { useEffect, useState } from "react";

const REST_MS = 300;

/** The value as it was when it last rested for a moment. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  // Outside of React: the time that passes between two key strokes.
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
