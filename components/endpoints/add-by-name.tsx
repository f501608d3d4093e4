"use client";

import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { PlainText } from "@/components/ui/plain-text";

type AddByNameProps = {
  label: string;
  placeholder: string;
  /** What the button is called, where "Add" alone would not say what. */
  button?: string;
  onAdd: (name: string) => void;
};

/** A field for a name that is not on offer. Enter adds it, and sends no form. */
export function AddByName({ label, placeholder, button, onAdd }: AddByNameProps) {
  const [draft, setDraft] = useState("");
  const name = draft.replaceAll(/\s/g, "");
  const add = () => {
    if (name) onAdd(name);
    setDraft("");
  };
  return (
    <div className="flex min-w-0 grow gap-2">
      <Input
        aria-label={label}
        placeholder={placeholder}
        className="font-mono"
        spellCheck={false}
        autoComplete="off"
        maxLength={130}
        value={draft}
        onChange={({ target }) => setDraft(target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          add();
        }}
      />
      <Button aria-label={button} onClick={add} disabled={name === ""}>
        <Plus aria-hidden />
        Add
      </Button>
    </div>
  );
}

export type RemovableChip = { text: string; onRemove: () => void };

/** What was chosen without standing in the list: each can be taken away. */
export function Chips({ chips }: { chips: readonly RemovableChip[] }) {
  if (chips.length === 0) return null;
  return (
    <ul className="mt-2 flex flex-wrap gap-1.5">
      {chips.map(({ text, onRemove }) => (
        <li
          key={text}
          className="inline-flex h-7 max-w-full items-center rounded-md border ps-2 font-mono text-xs"
        >
          <span className="truncate">
            <PlainText>{text}</PlainText>
          </span>
          <Button
            look="quiet"
            size="icon-sm"
            className="size-6"
            aria-label={`Remove ${text}`}
            onClick={onRemove}
          >
            <X aria-hidden />
          </Button>
        </li>
      ))}
    </ul>
  );
}
