"use client";

import Link from "next/link";
import { cn } from "@/components/ui/class-names";
import { useProjectPath } from "@/components/viewer";

type EndpointTabsProps = { project: string; id: string; here: "overview" | "verify" };

const TABS = [
  { name: "overview", label: "Overview", at: "" },
  { name: "verify", label: "Verify signatures", at: "/verify" },
] as const;

/** The pages of one endpoint, side by side. */
export function EndpointTabs({ project, id, here }: EndpointTabsProps) {
  const base = `${useProjectPath()(project)}/endpoints/${id}`;
  return (
    <nav aria-label="Endpoint" className="mb-4 border-b">
      <ul className="flex gap-5 text-sm">
        {TABS.map(({ name, label, at }) => (
          <li key={name}>
            <Link
              href={`${base}${at}`}
              aria-current={name === here ? "page" : undefined}
              className={cn(
                "flex h-9 items-center border-y-2 border-transparent -outline-offset-2 hover:text-ink",
                name === here ? "border-b-ink font-medium text-ink" : "text-ink2",
              )}
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
