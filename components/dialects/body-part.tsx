"use client";

import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { Choice, Part, Rows } from "./parts";
import { BODY_KINDS, BODY_VALUES, type BodyFields, type BodyValue, type Policy, TIMESTAMPS } from "./words";

type PartProps = { policy: Policy; onChange: (change: Partial<Policy>) => void };
type Body = Policy["body"];

const FIRST_FIELDS: BodyFields = [
  { name: "type", value: { from: "type" } },
  { name: "data", value: { from: "payload" } },
];

/** The members survive a change of shape where the new one has members too. */
function bodyOf(kind: Body["kind"], before: Body): Body {
  const fields = "fields" in before ? before.fields : FIRST_FIELDS;
  if (kind === "object") return { kind, fields };
  if (kind === "batch") return { kind, fields, name: "results" };
  return { kind };
}

export function BodyPart({ policy, onChange }: PartProps) {
  const { body } = policy;
  const setBody = (next: Body) => onChange({ body: next });
  return (
    <Part title="Body" lead="The payload's own bytes are copied wherever it stands, never printed again.">
      <Field label="Shape">
        {(wiring) => (
          <Select
            value={body.kind}
            className="max-w-80"
            onChange={({ target }) => setBody(bodyOf(target.value as Body["kind"], body))}
            {...wiring}
          >
            {Object.entries(BODY_KINDS).map(([kind, words]) => (
              <option key={kind} value={kind}>
                {words}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {body.kind === "batch" && (
        <Field label="Name of the list">
          {(wiring) => (
            <Input
              value={body.name}
              className="max-w-64 font-mono"
              spellCheck={false}
              onChange={({ target }) => setBody({ ...body, name: target.value })}
              {...wiring}
            />
          )}
        </Field>
      )}
      {"fields" in body && (
        <Rows
          noun="member"
          rows={body.fields}
          least={1}
          make={() => ({ name: "member", value: { from: "event-id" as const } })}
          onChange={(fields) => setBody({ ...body, fields })}
        >
          {(field, change, nth) => (
            <>
              <Input
                aria-label={`Name of member ${nth}`}
                className="w-36 grow font-mono"
                spellCheck={false}
                value={field.name}
                onChange={({ target }) => change({ ...field, name: target.value })}
              />
              <Choice
                label={`Value of member ${nth}`}
                className="w-44 grow"
                value={field.value.from}
                words={BODY_VALUES}
                onChange={(from) => change({ ...field, value: fieldValue(from) })}
              />
              {field.value.from === "timestamp" && (
                <Choice
                  label={`Format of member ${nth}`}
                  className="w-60 grow"
                  value={field.value.format}
                  words={TIMESTAMPS}
                  onChange={(format) => change({ ...field, value: { from: "timestamp", format } })}
                />
              )}
            </>
          )}
        </Rows>
      )}
      <Field label="Content type">
        {(wiring) => (
          <Input
            value={policy.contentType}
            className="max-w-80 font-mono"
            spellCheck={false}
            onChange={({ target }) => onChange({ contentType: target.value })}
            {...wiring}
          />
        )}
      </Field>
    </Part>
  );
}

const fieldValue = (from: BodyValue["from"]): BodyValue =>
  from === "timestamp" ? { from, format: "iso-millis-z" } : { from };
