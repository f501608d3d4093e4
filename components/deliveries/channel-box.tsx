"use client";

import { useId, useState } from "react";
import { Input } from "@/components/ui/input";

type ChannelBoxProps = {
  value: string | null;
  /** Those of the latest events and of endpoints; there may be others. */
  known: readonly string[];
  onChange: (channel: string | null) => void;
};

/** Any channel's name, with the known ones on offer; taken when it is chosen, at Enter and on leaving. */
export function ChannelBox({ value, known, onChange }: ChannelBoxProps) {
  const list = useId();
  const [draft, setDraft] = useState(value ?? "");
  const [shown, setShown] = useState(value);
  if (value !== shown) {
    setShown(value);
    setDraft(value ?? "");
  }
  const take = (text: string) => {
    const channel = text.replaceAll(/\s/g, "") || null;
    setShown(channel);
    setDraft(channel ?? "");
    if (channel !== value) onChange(channel);
  };
  return (
    <>
      <Input
        aria-label="Channel"
        placeholder="Any channel"
        className="sm:w-36"
        list={list}
        value={draft}
        maxLength={128}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) =>
          known.includes(target.value) ? take(target.value) : setDraft(target.value)
        }
        onBlur={() => take(draft)}
        onKeyDown={(event) => event.key === "Enter" && take(draft)}
      />
      <datalist id={list}>
        {known.map((channel) => (
          <option key={channel} value={channel} />
        ))}
      </datalist>
    </>
  );
}
