"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button, type ButtonProps } from "./button";
import { toast } from "./toaster";

/** Returns how to copy a text, and whether that happened within the last two seconds. */
export function useCopy(): { copied: boolean; copy: (text: string) => Promise<void> } {
  const [copied, setCopied] = useState(false);
  const copy = async (text: string) => {
    if (await writeClipboard(text)) {
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    } else {
      toast.error("Your browser does not allow copying here. Select the text and copy it by hand.");
    }
  };
  return { copied, copy };
}

/** The clipboard API exists on https and localhost only; elsewhere the old command still works. */
async function writeClipboard(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

type CopyButtonProps = Omit<ButtonProps, "onClick"> & { text: string; label: string; iconOnly?: boolean };

export function CopyButton({ text, label, iconOnly, ...props }: CopyButtonProps) {
  const { copied, copy } = useCopy();
  const Icon = copied ? Check : Copy;
  return (
    <Button
      aria-label={iconOnly ? label : undefined}
      title={iconOnly ? label : undefined}
      onClick={() => copy(text)}
      {...props}
    >
      <Icon aria-hidden />
      {!iconOnly && (
        <span className="grid">
          <span className={copied ? "invisible col-start-1 row-start-1" : "col-start-1 row-start-1"}>
            {label}
          </span>
          {copied && <span className="col-start-1 row-start-1">Copied</span>}
        </span>
      )}
      <span role="status" className="sr-only">
        {copied ? "Copied" : ""}
      </span>
    </Button>
  );
}
