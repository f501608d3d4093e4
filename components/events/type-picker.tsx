"use client";

import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useSettled } from "@/components/dialects/use-settled";
import { eventTypeList } from "@/components/event-types/queries";
import { Input } from "@/components/ui/input";
import { plainText } from "@/components/ui/plain-text";

type TypePickerProps = {
  id: string;
  value: string;
  onChange: (name: string) => void;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
};

/** The catalogue by the beginning of a name, in the browser's own list; any other name may be typed. */
export function TypePicker({ value, onChange, ...wiring }: TypePickerProps) {
  const list = useId();
  const { data } = useQuery(eventTypeList({ q: useSettled(value), cursor: null, archived: false }));
  return (
    <>
      <Input
        list={list}
        placeholder="order.shipped"
        spellCheck={false}
        autoComplete="off"
        maxLength={128}
        className="font-mono"
        value={value}
        onChange={({ target }) => onChange(target.value)}
        {...wiring}
      />
      <datalist id={list}>
        {data?.data.map(({ name, description, category }) => (
          <option key={name} value={name}>
            {plainText(description || category || "")}
          </option>
        ))}
      </datalist>
    </>
  );
}
