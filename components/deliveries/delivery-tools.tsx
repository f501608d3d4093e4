"use client";

import { useQuery } from "@tanstack/react-query";
import { SlidersHorizontal } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { endpointNames, knownChannels } from "@/components/endpoints/queries";
import { eventTypeNames } from "@/components/event-types/queries";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Select } from "@/components/ui/input";
import { RangeSelect, TypeSelect } from "@/components/ui/list-selects";
import { plainText } from "@/components/ui/plain-text";
import { SearchBox } from "@/components/ui/search-box";
import { ChannelBox } from "./channel-box";
import { type DeliveryFilters, STATUSES } from "./filters";

// Few come by such a link, and everybody else need not wait for it.
const WaysOut = dynamic(() => import("./ways-out").then((loaded) => loaded.WaysOut), { loading: () => null });

type DeliveryToolsProps = {
  project: string;
  filters: DeliveryFilters;
  onChange: (filters: Partial<DeliveryFilters> | null) => void;
  /** What can be done with the filters as they are: at the end of the row of statuses. */
  children?: ReactNode;
};

/** Search and filters; each change goes back to the newest page. On a phone the filters fold away. */
export function DeliveryTools({ project, filters, onChange, children }: DeliveryToolsProps) {
  const [isOpen, setOpen] = useState(false);
  const set = (change: Partial<DeliveryFilters>) => onChange({ ...change, cursor: null });
  const { type, endpoint, channel, httpStatus, category, range } = filters;
  const inForce = [type, endpoint, channel, httpStatus, category, range].filter(Boolean).length;
  return (
    <div className="mb-3 flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 sm:min-h-8">
        <StatusToggles chosen={filters.status} onChange={(status) => set({ status })} />
        <div className="flex flex-wrap gap-2 empty:hidden sm:ms-auto">{children}</div>
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-2 sm:flex sm:flex-wrap">
        <SearchBox
          label="Search id, error or payload"
          className="sm:max-w-80 sm:flex-[1.5_1_12rem]"
          value={filters.q}
          onSearch={(q) => set({ q })}
        />
        <Button className="sm:hidden" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <SlidersHorizontal aria-hidden />
          {inForce > 0 ? `Filters, ${inForce}` : "Filters"}
        </Button>
        <div
          className={cn(
            "col-span-2 grid grid-cols-2 gap-2 sm:contents sm:*:max-w-48 sm:*:min-w-28 sm:*:flex-[1_1_7rem]",
            !isOpen && "max-sm:hidden",
          )}
        >
          <Selects project={project} filters={filters} set={set} />
        </div>
        {(filters.since || filters.until || filters.event || filters.run) && (
          <WaysOut filters={filters} set={set} />
        )}
      </div>
    </div>
  );
}

export type PartProps = { filters: DeliveryFilters; set: (change: Partial<DeliveryFilters>) => void };

function Selects({ project, filters, set }: PartProps & { project: string }) {
  const { data: endpoints } = useQuery(endpointNames(project));
  const { data: types } = useQuery(eventTypeNames());
  const { data: channels } = useQuery(knownChannels(project));
  const offered = endpoints?.data ?? [];
  const isOffered = offered.some(({ id }) => id === filters.endpoint);
  return (
    <>
      <TypeSelect
        names={types?.data.map(({ name }) => name) ?? []}
        value={filters.type}
        onChange={(type) => set({ type })}
      />
      <Select
        aria-label="Endpoint"
        className="font-sans sm:w-40"
        value={filters.endpoint ?? ""}
        onChange={({ target }) => set({ endpoint: target.value || null })}
      >
        <option value="">Any endpoint</option>
        {offered.map(({ id, url, description }) => (
          <option key={id} value={id}>
            {plainText(description || url.replace(/^https?:\/\//, ""))}
          </option>
        ))}
        {filters.endpoint && !isOffered && <option value={filters.endpoint}>{filters.endpoint}</option>}
      </Select>
      <ChannelBox
        value={filters.channel}
        known={channels?.data ?? []}
        onChange={(channel) => set({ channel })}
      />
      <AnswerSelect value={filters.httpStatus} onChange={(httpStatus) => set({ httpStatus })} />
      <CategorySelect
        categories={types?.data.flatMap(({ category }) => category ?? []) ?? []}
        value={filters.category}
        onChange={(category) => set({ category })}
      />
      <RangeSelect value={filters.range} onChange={(range) => set({ range, since: null, until: null })} />
    </>
  );
}

type ChoiceProps = { value: string | null; onChange: (value: string | null) => void };

const ANSWERS = {
  "2xx": "2xx, taken",
  "3xx": "3xx, redirect",
  "4xx": "4xx, refused",
  "5xx": "5xx, server error",
};

/** The status of the last answer, by its class; a single one that came with the address stays on offer. */
function AnswerSelect({ value, onChange }: ChoiceProps) {
  return (
    <Select
      aria-label="Answer"
      className="sm:w-36"
      value={value ?? ""}
      onChange={({ target }) => onChange(target.value || null)}
    >
      <option value="">Any answer</option>
      {Object.entries(ANSWERS).map(([name, words]) => (
        <option key={name} value={name}>
          {words}
        </option>
      ))}
      {value && !(value in ANSWERS) && <option value={value}>{value}</option>}
    </Select>
  );
}

/** The categories of the catalogue, and replays. */
function CategorySelect({ categories, value, onChange }: ChoiceProps & { categories: readonly string[] }) {
  const offered = new Set([...categories.toSorted(), ...(value && value !== "replay" ? [value] : [])]);
  return (
    <Select
      aria-label="Category"
      className="sm:w-36"
      value={value ?? ""}
      onChange={({ target }) => onChange(target.value || null)}
    >
      <option value="">Any category</option>
      <option value="replay">Replays</option>
      {[...offered].map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </Select>
  );
}

const DOTS = {
  pending: "bg-wait",
  held: "bg-held",
  succeeded: "bg-ok",
  failed: "bg-bad-fill",
  cancelled: "bg-off",
} as const;

type Chosen = DeliveryFilters["status"];

function StatusToggles({ chosen, onChange }: { chosen: Chosen; onChange: (chosen: Chosen) => void }) {
  return (
    <fieldset className="-mx-4 flex max-w-[100vw] min-w-0 gap-1 overflow-x-auto px-4 md:mx-0 md:px-0">
      <legend className="sr-only">Status</legend>
      <Toggle isOn={chosen.length === 0} onClick={() => onChange([])}>
        All
      </Toggle>
      {STATUSES.map((status) => {
        const isOn = chosen.includes(status);
        const next = isOn ? chosen.filter((each) => each !== status) : [...chosen, status];
        return (
          <Toggle key={status} isOn={isOn} onClick={() => onChange(next)}>
            <span aria-hidden className={cn("size-2 rounded-full", DOTS[status])} />
            <span className="capitalize">{status}</span>
          </Toggle>
        );
      })}
    </fieldset>
  );
}

function Toggle({ isOn, ...props }: { isOn: boolean; onClick: () => void; children: React.ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      className={cn(
        "inline-flex h-7 shrink-0 items-center gap-1.5 rounded-md border px-2 text-xs font-medium -outline-offset-1",
        isOn ? "border-edge bg-line2 text-ink" : "border-transparent text-ink2 hover:bg-line2 hover:text-ink",
      )}
      {...props}
    />
  );
}
