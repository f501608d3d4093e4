"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";

/**
 * The layout that found nothing at the address stays while one goes on inside the document, and would find nothing
 * again: so the next page is loaded as a document of its own.
 */
export function LeaveByLoading() {
  // Renders this anew when the address changes.
  usePathname();
  useEffect(() => {
    const [document] = performance.getEntriesByType("navigation");
    if (document && new URL(document.name).pathname !== window.location.pathname) window.location.reload();
  });
  return null;
}
