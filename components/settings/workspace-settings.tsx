"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AlertSettings } from "@/components/alerts/alert-settings";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Checkbox } from "@/components/ui/checkbox";
import { ErrorState } from "@/components/ui/error-state";
import { Field } from "@/components/ui/field";
import { SectionsSkeleton } from "@/components/ui/form-skeleton";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { useMay, useViewer } from "@/components/viewer";
import type { OwnWorkspace } from "@/lib/contract/workspaces";
import { DialectSettings } from "./dialect-settings";
import { PortalSettings } from "./portal-settings";
import { ownWorkspace } from "./queries";
import { SchemaCheckField } from "./schema-check-field";
import { SettingsPanel } from "./settings-panel";

export function WorkspaceSettings() {
  const { workspace: here } = useViewer();
  const { data: workspace, error, refetch } = useQuery(ownWorkspace());
  return (
    <>
      <PageHead crumbs={[{ label: here.name }]} title="Settings" sub="How this workspace sends." />
      {workspace ? (
        <div className="mt-6">
          <GeneralSettings workspace={workspace} />
          <DialectSettings workspace={workspace} />
          <EventSettings workspace={workspace} />
          <RetentionSettings workspace={workspace} />
          <PortalSettings workspace={workspace} />
          <AlertSettings />
        </div>
      ) : error ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} />
        </Panel>
      ) : (
        <SectionsSkeleton sections={4} />
      )}
    </>
  );
}

type SectionProps = { workspace: OwnWorkspace };
const text = (form: FormData, name: string) => String(form.get(name) ?? "").trim();

function GeneralSettings({ workspace }: SectionProps) {
  return (
    <SettingsPanel
      title="General"
      lead="Your company, or the product that sends the events."
      mayChange={useMay("workspace:write")}
      read={(form) => ({ name: text(form, "name"), apiKeyPrefix: text(form, "apiKeyPrefix") })}
    >
      {(errorOf) => (
        <>
          <Field label="Name" error={errorOf("name")}>
            {(wiring) => (
              <Input
                name="name"
                maxLength={200}
                autoComplete="off"
                defaultValue={workspace.name}
                {...wiring}
              />
            )}
          </Field>
          <Field
            label="API keys begin with"
            error={errorOf("apiKeyPrefix")}
            hint="For keys made from now on; existing ones stay as they are."
          >
            {(wiring) => (
              <Input
                name="apiKeyPrefix"
                maxLength={32}
                className="max-w-64 font-mono"
                spellCheck={false}
                autoComplete="off"
                defaultValue={workspace.apiKeyPrefix}
                {...wiring}
              />
            )}
          </Field>
        </>
      )}
    </SettingsPanel>
  );
}

const HOUR = 3600;

function EventSettings({ workspace }: SectionProps) {
  const [isStrict, setStrict] = useState(workspace.strictTypes);
  const [schemaCheck, setSchemaCheck] = useState(workspace.schemaCheck);
  return (
    <SettingsPanel
      title="Events"
      lead="What may be published, and how long a run waits for its end."
      mayChange={useMay("workspace:write")}
      read={(form) => ({
        strictTypes: isStrict,
        schemaCheck,
        runHoldSeconds: Math.round(Number(text(form, "hours")) * HOUR),
      })}
    >
      {(errorOf) => (
        <>
          <div>
            <Checkbox checked={isStrict} onChange={setStrict} className="text-sm font-medium">
              Only types of the catalogue
            </Checkbox>
            <p className="mt-1.5 text-xs text-ink3">
              An event of any other type is refused. Otherwise it is accepted and its type listed as
              unregistered.
            </p>
          </div>
          <SchemaCheckField value={schemaCheck} onChange={setSchemaCheck} />
          <Field
            label="Runs are held for at most"
            error={errorOf("runHoldSeconds")}
            hint="Hours. A run whose end never comes is sent after this time."
          >
            {(wiring) => (
              <Input
                name="hours"
                type="number"
                min={0.02}
                max={720}
                step="any"
                className="max-w-32"
                defaultValue={Math.round((workspace.runHoldSeconds / HOUR) * 1000) / 1000}
                {...wiring}
              />
            )}
          </Field>
        </>
      )}
    </SettingsPanel>
  );
}

function RetentionSettings({ workspace }: SectionProps) {
  const mayChange = useMay("workspace:own");
  return (
    <SettingsPanel
      title="Retention"
      lead={
        mayChange
          ? "How long deliveries and their payloads can be read and replayed."
          : "How long deliveries and their payloads can be read and replayed. Only an owner changes it."
      }
      mayChange={mayChange}
      read={(form) => ({ retentionDays: text(form, "days") === "" ? null : Number(text(form, "days")) })}
    >
      {(errorOf) => (
        <Field
          label="Keep settled deliveries for"
          error={errorOf("retentionDays")}
          hint="Days. Empty: as long as this installation keeps them. What is older is deleted for good."
        >
          {(wiring) => (
            <Input
              name="days"
              type="number"
              min={1}
              max={3650}
              className="max-w-32"
              defaultValue={workspace.retentionDays ?? ""}
              {...wiring}
            />
          )}
        </Field>
      )}
    </SettingsPanel>
  );
}
