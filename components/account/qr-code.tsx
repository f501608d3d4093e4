"use client";

import { encode } from "uqr";
import { darkModules } from "./dark-modules";

/** Modules of empty space on every side (ISO/IEC 18004, 9.1): without them phones do not find the symbol. */
const QUIET = 4;

/** `text` for a camera: dark on white in both themes, since many readers know no other way round. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: "M", border: QUIET });
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-52 rounded-lg border"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={darkModules(data)} fill="#000" />
    </svg>
  );
}
