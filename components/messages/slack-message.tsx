import { dateFormat } from "@/components/ui/dates";
import { PlainText } from "@/components/ui/plain-text";
import type { MessageBlock } from "@/lib/contract/message-templates";
import { type Span, spansOf, unescaped } from "./mrkdwn";

/** A message's blocks, drawn as Slack draws them: text only, whatever they hold. */
export function SlackMessage({ blocks }: { blocks: readonly MessageBlock[] }) {
  return (
    <div className="flex gap-3 p-3.5">
      <span
        aria-hidden
        className="grid size-9 shrink-0 place-items-center rounded-md bg-accent-bg font-medium text-accent-ink"
      >
        P
      </span>
      <div className="min-w-0 grow text-base leading-6">
        <p className="flex items-baseline gap-2">
          <b className="font-semibold">Posthorn</b>
          <span className="rounded-sm bg-line2 px-1 text-[0.625rem] font-medium tracking-wide text-ink2">
            APP
          </span>
        </p>
        <div className="flex flex-col gap-2">
          {blocks.map((block, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a block has no identity but its place
            <Block key={at} block={block} />
          ))}
        </div>
      </div>
    </div>
  );
}

function Block({ block }: { block: MessageBlock }) {
  if (block.type === "header")
    return (
      <p className="text-lg font-semibold [overflow-wrap:anywhere]">
        <PlainText>{unescaped(block.text.text)}</PlainText>
      </p>
    );
  if (block.type === "context")
    return (
      <p className="flex flex-wrap gap-x-2 text-xs text-ink2">
        {block.elements.map((element) => (
          <Marked key={element.text} text={element.text} />
        ))}
      </p>
    );
  if ("fields" in block)
    return (
      <div className="grid gap-x-4 gap-y-2 xs:grid-cols-2">
        {block.fields.map((field, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a field has no identity but its place
          <p key={at} className="max-h-48 min-w-0 overflow-y-auto">
            <Marked text={field.text} />
          </p>
        ))}
      </div>
    );
  return (
    <p className="max-h-72 overflow-y-auto">
      <Marked text={block.text.text} />
    </p>
  );
}

function Marked({ text }: { text: string }) {
  return (
    <span className="whitespace-pre-wrap [overflow-wrap:anywhere]">
      {spansOf(text).map((span, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a span has no identity but its place
        <Piece key={at} span={span} />
      ))}
    </span>
  );
}

const written = dateFormat({ dateStyle: "medium", timeStyle: "short" });

function Piece({ span }: { span: Span }) {
  const text = <PlainText>{span.text}</PlainText>;
  switch (span.kind) {
    case "bold":
      return <b className="font-semibold">{text}</b>;
    case "italic":
      return <i>{text}</i>;
    case "struck":
      return <s>{text}</s>;
    case "code":
      return <code className="rounded-sm border bg-code px-1 font-mono text-sm text-bad">{text}</code>;
    case "date":
      return (
        <time dateTime={new Date(span.seconds * 1000).toISOString()}>{written(span.seconds * 1000)}</time>
      );
    case "link":
      // Where it leads is shown, not opened: in a preview there may be nothing there.
      return (
        <span title={span.url} className="text-wait underline">
          {text}
        </span>
      );
    default:
      return text;
  }
}
