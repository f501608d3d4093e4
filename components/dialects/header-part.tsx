"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Choice, Part, Rows } from "./parts";
import { HEADER_TOKENS, type HeaderList, type HeaderToken, type Policy, type PolicyHeader } from "./words";

type PartProps = { policy: Policy; onChange: (change: Partial<Policy>) => void };

const WORDS: Record<HeaderToken | "list", string> = { ...HEADER_TOKENS, list: "Several of these" };
const FIRST_LIST: HeaderList = {
  list: [
    { prefix: "t=", from: "attempt-timestamp" },
    { prefix: "", from: "signature" },
  ],
  join: ",",
};

export function HeaderPart({ policy, onChange }: PartProps) {
  return (
    <Part title="Headers" lead="In this order, after content-type and user-agent.">
      <Rows
        noun="header"
        rows={policy.headers}
        make={(): PolicyHeader => ({ name: "x-event-id", value: "event-id" })}
        onChange={(headers) => onChange({ headers })}
      >
        {(header, change, nth) => (
          <>
            <Input
              aria-label={`Name of header ${nth}`}
              className="w-48 grow font-mono"
              spellCheck={false}
              value={header.name}
              onChange={({ target }) => change({ ...header, name: target.value })}
            />
            <Choice
              label={`Value of header ${nth}`}
              className="w-44 grow"
              value={typeof header.value === "string" ? header.value : "list"}
              words={WORDS}
              onChange={(value) => change({ ...header, value: value === "list" ? FIRST_LIST : value })}
            />
            {typeof header.value !== "string" && (
              <ListFields nth={nth} value={header.value} onChange={(value) => change({ ...header, value })} />
            )}
          </>
        )}
      </Rows>
      <Field label="User agent" hint="{version} becomes Posthorn's.">
        {(wiring) => (
          <Input
            value={policy.userAgent}
            className="max-w-80 font-mono"
            spellCheck={false}
            onChange={({ target }) => onChange({ userAgent: target.value })}
            {...wiring}
          />
        )}
      </Field>
    </Part>
  );
}

type ListFieldsProps = { nth: number; value: HeaderList; onChange: (value: HeaderList) => void };

/** `t=1747242392,v1=5257…`: values with their prefixes, and what stands between them. */
function ListFields({ nth, value, onChange }: ListFieldsProps) {
  return (
    <div className="w-full border-s ps-3">
      <Rows
        noun="value"
        rows={value.list}
        least={2}
        make={() => ({ prefix: "", from: "event-id" as const })}
        onChange={(list) => onChange({ ...value, list })}
      >
        {(member, change, at) => (
          <>
            <Input
              aria-label={`Prefix of value ${at} in header ${nth}`}
              placeholder="Prefix"
              className="w-24 grow font-mono"
              spellCheck={false}
              value={member.prefix}
              onChange={({ target }) => change({ ...member, prefix: target.value })}
            />
            <Choice
              label={`Value ${at} in header ${nth}`}
              className="w-40 grow"
              value={member.from}
              words={HEADER_TOKENS}
              onChange={(from) => change({ ...member, from })}
            />
          </>
        )}
      </Rows>
      <div className="mt-2">
        <Field label="Between them">
          {(wiring) => (
            <Input
              value={value.join}
              className="w-24 font-mono"
              spellCheck={false}
              onChange={({ target }) => onChange({ ...value, join: target.value })}
              {...wiring}
            />
          )}
        </Field>
      </div>
    </div>
  );
}
