"use client";

import { Search } from "lucide-react";
import { useRef, useState } from "react";
import { cn } from "./class-names";
import { Input } from "./input";

type SearchBoxProps = {
  value: string;
  onSearch: (value: string) => void;
  label: string;
  className?: string;
};

/** Searches once the typing rests for a moment; `/` puts the focus here. */
export function SearchBox({ value, onSearch, label, className }: SearchBoxProps) {
  const [draft, setDraft] = useState(value);
  const [known, setKnown] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  if (value !== known) {
    setKnown(value);
    setDraft(value);
  }
  const search = (text: string) => {
    clearTimeout(timer.current);
    setKnown(text);
    onSearch(text);
  };
  return (
    <div className={cn("relative min-w-0", className)}>
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink3" />
      <Input
        type="search"
        data-search
        aria-label={label}
        placeholder={label}
        value={draft}
        maxLength={128}
        spellCheck={false}
        autoComplete="off"
        className="ps-8"
        onChange={({ target }) => {
          setDraft(target.value);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => search(target.value.trim()), 300);
        }}
        onKeyDown={(event) => event.key === "Enter" && search(draft.trim())}
      />
    </div>
  );
}
