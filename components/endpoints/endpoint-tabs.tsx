"use client";

import Link from "next/link";
import { cn } from "@/components/ui/class-names";
import { useProjectPath } from "@/components/viewer";
import type { Endpoint } from "@/lib/contract/endpoints";

type EndpointTabsProps = { endpoint: Endpoint; here: "overview" | "verify" };

const TABS = [
  { name: "overview", label: "Overview", at: "" },
  { name: "verify", label: "Verify signatures", at: "/verify" },
] as const;

/** The pages of one endpoint, side by side; where nothing is signed there is nothing to verify, and only one. */
export function EndpointTabs({ endpoint: { projectId, id, policy }, here }: EndpointTabsProps) {
  const base = `${useProjectPath()(projectId)}/endpoints/${id}`;
  if (!policy.signature && here === "overview") return null;
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
