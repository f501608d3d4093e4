"use client";

import type { ClipboardEvent } from "react";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { readCapturedText } from "./captured-text";

export type CapturedFieldsValue = { headers: string; body: string };

type CapturedFieldsProps = CapturedFieldsValue & {
  onHeaders: (headers: string) => void;
  onBody: (body: string) => void;
  /** A whole request was pasted and taken apart. */
  onWhole: (captured: CapturedFieldsValue) => void;
};

export const linesOf = (headers: readonly (readonly [name: string, value: string])[]): string =>
  headers.map(([name, value]) => `${name}: ${value}`).join("\n");

/** A request as it was captured: its headers and its body, or both at once into the first field. */
export function CapturedFields({ headers, body, onHeaders, onBody, onWhole }: CapturedFieldsProps) {
  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const text = event.clipboardData.getData("text");
    const captured = headers === "" && /\r?\n\r?\n/.test(text) ? readCapturedText(text) : null;
    if (!captured) return;
    event.preventDefault();
    onWhole({ headers: linesOf(captured.headers), body: captured.body });
  };
  return (
    <>
      <Field label="Headers" hint="One per line. A whole request can be pasted here; it is taken apart.">
        {(wiring) => (
          <Textarea
            className="min-h-36 font-mono"
            spellCheck={false}
            value={headers}
            onPaste={onPaste}
            onChange={({ target }) => onHeaders(target.value)}
            {...wiring}
          />
        )}
      </Field>
      <Field label="Body" hint="Exactly as it came: every space and line end counts.">
        {(wiring) => (
          <Textarea
            className="min-h-36 font-mono"
            spellCheck={false}
            value={body}
            onChange={({ target }) => onBody(target.value)}
            {...wiring}
          />
        )}
      </Field>
    </>
  );
}
