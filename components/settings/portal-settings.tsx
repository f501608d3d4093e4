"use client";

import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { useMay } from "@/components/viewer";
import type { OwnWorkspace } from "@/lib/contract/workspaces";
import { SettingsPanel } from "./settings-panel";

const linesOf = (value: unknown): string[] =>
  String(value ?? "")
    .split(/[\s,]+/)
    .filter(Boolean);

/** How the portal looks to customers, and where it may be embedded. */
export function PortalSettings({ workspace }: { workspace: OwnWorkspace }) {
  return (
    <SettingsPanel
      title="Portal"
      lead="Where your customers look after their own endpoints, in your name."
      mayChange={useMay("workspace:write")}
      read={(form) => ({
        brandColor:
          String(form.get("brandColor") ?? "")
            .trim()
            .toLowerCase() || null,
        portalOrigins: linesOf(form.get("portalOrigins")),
      })}
    >
      {(errorOf) => (
        <>
          <Field
            label="Colour"
            optional
            error={errorOf("brandColor")}
            hint="The line on top of the portal, and its mark; such as #b45309."
          >
            {(wiring) => (
              <Input
                name="brandColor"
                maxLength={7}
                placeholder="#b45309"
                className="max-w-32 font-mono"
                spellCheck={false}
                autoComplete="off"
                defaultValue={workspace.brandColor ?? ""}
                {...wiring}
              />
            )}
          </Field>
          <Field
            label="May be embedded on"
            optional
            error={errorOf("portalOrigins")}
            hint="One origin per line, such as https://app.example.com. No other site can show the portal in a frame."
          >
            {(wiring) => (
              <Textarea
                name="portalOrigins"
                rows={3}
                className="font-mono"
                spellCheck={false}
                defaultValue={workspace.portalOrigins.join("\n")}
                {...wiring}
              />
            )}
          </Field>
        </>
      )}
    </SettingsPanel>
  );
}
