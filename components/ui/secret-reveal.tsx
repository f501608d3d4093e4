"use client";

import { Download, Eye } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { Button } from "./button";
import { CopyButton } from "./copy-button";
import { heldFocus } from "./held-focus";

type SecretRevealProps = {
  title: string;
  children: ReactNode;
  secret: string;
  /** The variable under which the download puts it: `WEBHOOK_SECRET`. */
  variable: string;
  onStored: () => void;
};

/** Saves a text as a file without asking the server for it again. */
export function download(name: string, content: string | Blob, type = "text/plain") {
  const url = URL.createObjectURL(typeof content === "string" ? new Blob([content], { type }) : content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** A secret, this once. It lives in the page only; leaving before "I have stored it" asks first. */
export function SecretReveal({ title, children, secret, variable, onStored }: SecretRevealProps) {
  // Outside of React: the browser's question before a page is left.
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, []);
  return (
    <section
      aria-labelledby="secret-title"
      tabIndex={-1}
      ref={heldFocus}
      className="max-w-2xl rounded-xl border border-accent-line bg-accent-bg p-4"
    >
      <h2 id="secret-title" className="flex items-center gap-2 font-semibold text-accent-ink">
        <Eye aria-hidden className="size-4" />
        {title}
      </h2>
      <div className="mt-1 text-sm">{children}</div>
      <p className="mt-3 rounded-lg border border-dashed border-accent-line bg-panel px-3 py-2.5 font-mono text-sm break-all select-all">
        <output aria-label="Secret">{secret}</output>
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <CopyButton text={secret} label="Copy" />
        <Button
          onClick={() =>
            download(`${variable.toLowerCase().replaceAll("_", "-")}.env`, `${variable}=${secret}\n`)
          }
        >
          <Download aria-hidden />
          Download .env
        </Button>
        <Button look="primary" className="sm:ms-auto" onClick={onStored}>
          I have stored it
        </Button>
      </div>
    </section>
  );
}
