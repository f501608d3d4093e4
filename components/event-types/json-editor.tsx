"use client";

import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { indented, jsonTokens } from "@/components/ui/json-tokens";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // The parser's words differ from browser to browser, so nobody is shown them.
    return false;
  }
}

/** What is wrong with a text that should be JSON; null when nothing is, or when there is none. */
export const jsonMistake = (text: string): string | null =>
  text.trim() === "" || isJson(text) ? null : "This is not JSON yet.";

/** The text indented by its own tokens, so that no number or escape changes; as it is when it is no JSON. */
export function tidied(text: string): string {
  const tokens = isJson(text) ? jsonTokens(text) : null;
  return tokens
    ? indented(tokens)
        .map((token) => token.text)
        .join("")
    : text;
}

type JsonEditorProps = {
  label: string;
  hint: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
};

export function JsonEditor({ label, hint, value, onChange, error }: JsonEditorProps) {
  return (
    <Field label={label} optional hint={hint} error={jsonMistake(value) ?? error}>
      {(wiring) => (
        <Textarea
          value={value}
          rows={10}
          spellCheck={false}
          className="field-sizing-content max-h-96 min-h-54 font-mono leading-5"
          onChange={({ target }) => onChange(target.value)}
          {...wiring}
        />
      )}
    </Field>
  );
}
