"use client";

import { Select } from "./input";
import { TIME_RANGE_NAMES, TIME_RANGES, type TimeRange } from "./time-range";

type RangeSelectProps = { value: TimeRange | null; onChange: (value: TimeRange | null) => void };

export function RangeSelect({ value, onChange }: RangeSelectProps) {
  return (
    <Select
      aria-label="Time"
      className="sm:w-32"
      value={value ?? ""}
      onChange={({ target }) => onChange((target.value || null) as TimeRange | null)}
    >
      <option value="">Any time</option>
      {TIME_RANGE_NAMES.map((name) => (
        <option key={name} value={name}>
          {TIME_RANGES[name].words}
        </option>
      ))}
    </Select>
  );
}

type TypeSelectProps = {
  names: readonly string[];
  value: string | null;
  onChange: (value: string | null) => void;
};

/** Event types to choose from; one that came with the address stays on offer. */
export function TypeSelect({ names, value, onChange }: TypeSelectProps) {
  const offered = value && !names.includes(value) ? [value, ...names] : names;
  return (
    <Select
      aria-label="Event type"
      className="sm:w-40"
      value={value ?? ""}
      onChange={({ target }) => onChange(target.value || null)}
    >
      <option value="">Any type</option>
      {offered.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </Select>
  );
}
