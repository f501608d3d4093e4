"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Select } from "@/components/ui/input";
import { AddByName, Chips } from "./add-by-name";
import type { CatalogueGroup } from "./catalogue-groups";
import { channelsIn, hasCell, linesIn } from "./matrix";
import { linesOf } from "./matrix-lines";
import { MatrixTable } from "./matrix-table";
import { PickerSkeleton } from "./picker-skeleton";
import { knownChannels } from "./queries";
import type { Selection } from "./selection";
import { subscriptionInWords } from "./subscriptions-in-words";

/** More than these are added by name. */
const OFFERED = 12;

type ChannelMatrixProps = {
  project: string;
  groups: readonly CatalogueGroup[];
  /** Only what they are found in is shown. */
  words: string;
  value: Selection;
  onChange: (value: Selection) => void;
};

/** Event types by channel, and when: wide a column each, narrow one channel at a time. */
export function ChannelMatrix({ project, groups, words, value, onChange }: ChannelMatrixProps) {
  const { data, error } = useQuery(knownChannels(project));
  // A column or line stays while somebody works in it, also once nothing is chosen in it.
  const [before] = useState(() => ({ channels: channelsIn(value), lines: linesIn(value) }));
  const [added, setAdded] = useState<{ channels: string[]; types: string[] }>({ channels: [], types: [] });
  const [looksAt, setLooksAt] = useState(before.channels[0] ?? null);
  if (!data && !error) return <PickerSkeleton />;
  const offered = data?.data.slice(0, OFFERED) ?? [];
  const columns = [null, ...new Set([...before.channels, ...offered, ...added.channels])];
  const lines = linesOf(groups, {
    words,
    more: [...before.lines, ...added.types.map((type) => ({ type, category: null }))],
  });
  const remove = (channel: string) => {
    setAdded({ ...added, channels: added.channels.filter((each) => each !== channel) });
    setLooksAt(null);
    onChange({ ...value, others: value.others.filter((each) => each.channel !== channel) });
  };
  return (
    <div className="@container">
      <OneChannel columns={columns} shown={looksAt} onShow={setLooksAt} />
      <MatrixTable
        columns={columns}
        lines={value.all ? [] : lines}
        shown={looksAt}
        removable={added.channels}
        onRemove={remove}
        value={value}
        onChange={onChange}
      />
      <div className="border-t border-line2 px-3.5 py-2.5">
        <p className="mb-2.5 text-xs text-ink3">
          {value.all && "Everything goes out at once, whatever its channel. "}
          At run end: what belongs to a run waits until it ends; without a run it goes at once.
        </p>
        <div className="flex flex-col gap-2 @md:flex-row">
          <AddByName
            label="Another channel"
            placeholder="Channel, such as retail"
            button="Add channel"
            onAdd={(name) => {
              setLooksAt(name);
              if (!columns.includes(name)) setAdded({ ...added, channels: [...added.channels, name] });
            }}
          />
          {!value.all && (
            <AddByName
              label="Type or pattern"
              placeholder="Type, or order.*"
              button="Add type"
              onAdd={(name) => setAdded({ ...added, types: [...added.types, name] })}
            />
          )}
        </div>
        <Chips
          chips={value.others
            .filter((each) => !hasCell(each))
            .map((each) => ({
              text: subscriptionInWords(each),
              onRemove: () => onChange({ ...value, others: value.others.filter((other) => other !== each) }),
            }))}
        />
      </div>
    </div>
  );
}

type OneChannelProps = {
  columns: readonly (string | null)[];
  shown: string | null;
  onShow: (channel: string | null) => void;
};

/** Which of the columns a narrow screen shows. */
function OneChannel({ columns, shown, onShow }: OneChannelProps) {
  if (columns.length < 2) return null;
  return (
    <div className="border-b border-line2 px-3.5 py-2.5 @xl:hidden">
      <Select
        aria-label="Channel to choose for"
        value={shown ?? ""}
        onChange={({ target }) => onShow(target.value || null)}
      >
        {columns.map((channel) => (
          <option key={channel ?? ""} value={channel ?? ""}>
            {channel ?? "Any channel"}
          </option>
        ))}
      </Select>
    </div>
  );
}
