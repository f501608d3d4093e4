"use client";

import { useQuery } from "@tanstack/react-query";
import { memberNames } from "@/components/members/queries";
import { Select } from "@/components/ui/input";
import { RangeSelect } from "@/components/ui/list-selects";
import { plainText } from "@/components/ui/plain-text";
import type { AuditEntry } from "@/lib/contract/audit-log";
import { actionInWords, NOUNS } from "./action-words";
import type { AuditFilters } from "./filters";

type AuditToolsProps = {
  filters: AuditFilters;
  onChange: (change: Partial<AuditFilters>) => void;
  /** Those on the page: whoever did something can be chosen, members or not. */
  entries: readonly AuditEntry[];
};

/** Kinds of actors, as people call them. */
export const KINDS = {
  root: "Root key",
  system: "Posthorn itself",
  "api-key": "Any API key",
  portal: "Any portal",
};

export function AuditTools({ filters, onChange, entries }: AuditToolsProps) {
  const { data: members } = useQuery(memberNames());
  const actors = new Map<string, string>(members?.data.map(({ userId, name }) => [userId, name]));
  for (const { actor } of entries) if (actor.id) actors.set(actor.id, actor.name);
  for (const [kind, words] of Object.entries(KINDS)) actors.set(kind, words);
  const { actor, action } = filters;
  if (actor && !actors.has(actor)) actors.set(actor, actor);
  const set = (change: Partial<AuditFilters>) => onChange({ ...change, cursor: null });
  return (
    <div className="mb-3 grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
      <Select
        aria-label="Who"
        className="sm:w-48"
        value={actor ?? ""}
        onChange={({ target }) => set({ actor: target.value || null })}
      >
        <option value="">Anybody</option>
        {[...actors].map(([id, name]) => (
          <option key={id} value={id}>
            {plainText(name)}
          </option>
        ))}
      </Select>
      <Select
        aria-label="What"
        className="sm:w-48"
        value={action ?? ""}
        onChange={({ target }) => set({ action: target.value || null })}
      >
        <option value="">Anything</option>
        {action && !NOUNS[action] && <option value={action}>{actionInWords(action)}</option>}
        {Object.entries(NOUNS).map(([noun, words]) => (
          <option key={noun} value={noun}>
            {words}
          </option>
        ))}
      </Select>
      <RangeSelect value={filters.range} onChange={(range) => set({ range })} />
    </div>
  );
}
