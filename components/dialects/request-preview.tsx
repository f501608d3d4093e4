"use client";

import { cn } from "@/components/ui/class-names";
import { CodeBlock } from "@/components/ui/code-block";
import { FieldError } from "@/components/ui/field";
import { Panel, PanelHead } from "@/components/ui/panel";
import { LinesSkeleton } from "@/components/ui/panel-skeleton";
import { PlainText } from "@/components/ui/plain-text";
import { size } from "@/components/ui/quantities";
import type { DialectPreview } from "@/lib/contract/dialects";

type RequestPreviewProps = {
  preview: DialectPreview | undefined;
  /** Where it goes, if that is known. */
  url?: string | undefined;
  /** Why what stands here is not what was asked for. */
  error?: string | undefined;
  isStale: boolean;
};

/** A request as it goes out: line by line, header by header, byte by byte. */
export function RequestPreview({ preview, url, error, isStale }: RequestPreviewProps) {
  const target = url !== undefined && URL.canParse(url) ? new URL(url) : null;
  return (
    <Panel>
      <PanelHead title="The exact request">
        {preview && <span className="text-xs text-ink3">{size(preview.contentLength)}</span>}
      </PanelHead>
      {error && (
        <div className="border-b px-3.5 pb-2 last:border-b-0">
          <FieldError message={error} />
        </div>
      )}
      {preview ? (
        <div className={cn("transition-opacity", isStale && "opacity-60")}>
          <div className="border-b border-line2 bg-code px-3.5 py-3 font-mono text-[0.78125rem] leading-5">
            <RequestLine target={target} />
            <dl>
              {target && (
                <div className="[overflow-wrap:anywhere]">
                  <dt className="inline text-ink3">host: </dt>
                  <dd className="inline">
                    <PlainText>{target.host}</PlainText>
                  </dd>
                </div>
              )}
              {preview.headers.map(([name, value]) => (
                <div key={name} className="[overflow-wrap:anywhere]">
                  <dt className="inline text-ink3">{name}: </dt>
                  <dd className="inline">
                    <PlainText>{value}</PlainText>
                  </dd>
                </div>
              ))}
              <div>
                <dt className="inline text-ink3">content-length: </dt>
                <dd className="inline">{preview.contentLength}</dd>
              </div>
            </dl>
          </div>
          <CodeBlock label="Body" text={preview.body} />
          <div className="border-t border-line2 px-3.5 py-2.5 text-xs text-ink3">
            {preview.secret ? (
              <p className="[overflow-wrap:anywhere]">
                Signed with the example secret <span className="font-mono">{preview.secret}</span>
              </p>
            ) : (
              <p>Not signed.</p>
            )}
            <p className="mt-1">{preview.policyInWords.join(" ")}</p>
          </div>
        </div>
      ) : (
        !error && <LinesSkeleton lines={10} className="h-96" />
      )}
    </Panel>
  );
}

/** The masked part of a URL that is a secret, `T…/B…/••••`, is no part of the request and so not encoded. */
const written = (path: string) => path.replace(/%E2%80%A[26]/g, decodeURIComponent);

function RequestLine({ target }: { target: URL | null }) {
  return (
    <p className="text-ink2 [overflow-wrap:anywhere]">
      POST <PlainText>{target ? written(`${target.pathname}${target.search}`) : "/webhooks"}</PlainText>{" "}
      HTTP/1.1
    </p>
  );
}
