"use client";

import type { SchemaCheck } from "@/lib/contract/schema-checks";

const CHOICES: { value: SchemaCheck; label: string; about: string }[] = [
  { value: "off", label: "Off", about: "Payloads are taken as they come." },
  {
    value: "warn",
    label: "Warn",
    about: "An event that does not fit is accepted, and counted on its type's page with what is wrong.",
  },
  {
    value: "block",
    label: "Block",
    about: "An event that does not fit is refused with 422, and the answer names the fields.",
  },
];

type SchemaCheckFieldProps = { value: SchemaCheck; onChange: (value: SchemaCheck) => void };

/** What becomes of payloads that their type's schema does not allow. */
export function SchemaCheckField({ value, onChange }: SchemaCheckFieldProps) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">Check payloads against their types' schemas</legend>
      <div className="flex flex-col gap-2">
        {CHOICES.map((choice) => (
          <label key={choice.value} className="flex cursor-pointer items-start gap-2.5 text-sm">
            <input
              type="radio"
              name="schemaCheck"
              value={choice.value}
              checked={value === choice.value}
              onChange={() => onChange(choice.value)}
              className="mt-0.5 size-4 shrink-0 appearance-none rounded-full border-[1.5px] border-edge bg-panel checked:border-5 checked:border-btn"
            />
            <span>
              {choice.label}
              <span className="block text-xs text-ink3">{choice.about}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
