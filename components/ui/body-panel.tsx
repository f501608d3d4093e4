"use client";

import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";
import { CodeBlock } from "./code-block";
import { CopyButton } from "./copy-button";
import { jsonTokens } from "./json-tokens";
import { Panel } from "./panel";
import { PlainText } from "./plain-text";
import { size } from "./quantities";
import { download } from "./secret-reveal";
import { TabList, TabPanel, Tabs } from "./tabs";

export type Body = { text: string | null; encoding: "utf8" | "base64" };

type BodyPanelProps = {
  title: string;
  /** Whose body it is, when there are several. */
  about?: string | undefined;
  body: Body;
  headers?: readonly (readonly [string, string])[] | null;
  /** Under which name a download is saved. */
  fileName: string;
  /** What is said when there is no body. */
  absent: ReactNode;
  note?: string | undefined;
};

const bytesIn = ({ text, encoding }: Body): number => {
  if (text === null) return 0;
  return encoding === "utf8"
    ? new TextEncoder().encode(text).length
    : Math.floor((text.replace(/=+$/, "").length * 3) / 4);
};

const isJson = ({ text, encoding }: Body) =>
  text !== null && encoding === "utf8" && text.trim() !== "" && jsonTokens(text) !== null;

/** A body as text in two spellings, and its headers. Nothing in it is ever rendered as anything but text. */
export function BodyPanel({ title, about, body, headers, fileName, absent, note }: BodyPanelProps) {
  const hasBody = body.text !== null && body.text !== "";
  const pretty = isJson(body);
  const tabs = [
    ...(pretty ? [{ value: "pretty", label: "Pretty" }] : []),
    { value: "raw", label: pretty ? "Raw" : "Body" },
    ...(headers ? [{ value: "headers", label: `Headers ${headers.length}` }] : []),
  ];
  return (
    <Panel>
      <Tabs defaultValue={tabs[0]?.value} key={tabs.map(({ value }) => value).join()}>
        <TabList title={title} about={about} tabs={tabs}>
          {hasBody && (
            <>
              <CopyButton
                text={body.text ?? ""}
                label={`Copy ${title.toLowerCase()}`}
                iconOnly
                look="quiet"
                size="icon-sm"
              />
              <Button
                look="quiet"
                size="icon-sm"
                aria-label={`Download ${title.toLowerCase()}`}
                title="Download"
                onClick={() => download(fileName, body.text ?? "")}
              >
                <Download aria-hidden />
              </Button>
            </>
          )}
        </TabList>
        {pretty && (
          <TabPanel value="pretty">
            <CodeBlock label={`${title}, pretty`} text={body.text ?? ""} pretty />
          </TabPanel>
        )}
        <TabPanel value="raw">
          {hasBody ? (
            <CodeBlock label={`${title}, raw`} text={body.text ?? ""} />
          ) : (
            <p className="p-3.5 text-sm text-ink2">{absent}</p>
          )}
        </TabPanel>
        {headers && (
          <TabPanel value="headers">
            <HeaderTable headers={headers} />
          </TabPanel>
        )}
      </Tabs>
      {hasBody && (
        <p className="border-t border-line2 px-3.5 py-1.5 text-xs text-ink3">
          {size(bytesIn(body))}
          {body.encoding === "base64" && ", not text: shown as base64"}
          {note && `, ${note}`}
        </p>
      )}
    </Panel>
  );
}

function HeaderTable({ headers }: { headers: readonly (readonly [string, string])[] }) {
  if (headers.length === 0) return <p className="p-3.5 text-sm text-ink2">None.</p>;
  return (
    <dl className="grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1 bg-code p-3.5 font-mono text-[0.78125rem] leading-5">
      {headers.map(([name, value], at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a header may come twice, and the order is what it is
        <div key={at} className="contents">
          <dt className="max-w-40 text-ink3 [overflow-wrap:anywhere] sm:max-w-60">
            <PlainText>{name}</PlainText>
          </dt>
          <dd className="[overflow-wrap:anywhere]">
            <PlainText>{value}</PlainText>
          </dd>
        </div>
      ))}
    </dl>
  );
}
