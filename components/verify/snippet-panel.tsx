"use client";

import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { ErrorState } from "@/components/ui/error-state";
import { Panel } from "@/components/ui/panel";
import { PanelSkeleton } from "@/components/ui/panel-skeleton";
import { download } from "@/components/ui/secret-reveal";
import { TabList, TabPanel, Tabs } from "@/components/ui/tabs";
import type { VerificationSnippet } from "@/lib/contract/verification";
import { endpointSnippets } from "./queries";

/** Chosen once, for as long as the page is open: who writes Go writes Go at the next endpoint too. */
let lastLanguage: string | undefined;

/** The code that verifies this endpoint's deliveries, in the reader's language. */
export function SnippetPanel({ project, endpoint }: { project: string; endpoint: string }) {
  const { data, error, refetch } = useQuery(endpointSnippets(project, endpoint));
  if (!data) {
    return error ? (
      <Panel>
        <ErrorState error={error} onRetry={refetch} />
      </Panel>
    ) : (
      <PanelSkeleton lines={14} className="h-128" />
    );
  }
  if (data.data.length === 0) return <Panel className="p-4 text-sm text-ink2">{data.nothing}</Panel>;
  return <Snippets snippets={data.data} />;
}

function Snippets({ snippets }: { snippets: VerificationSnippet[] }) {
  const [language, setLanguage] = useState(lastLanguage ?? snippets[0]?.language);
  const shown = snippets.find((each) => each.language === language) ?? snippets[0];
  if (!shown) return null;
  return (
    <Panel>
      <Tabs
        value={shown.language}
        onValueChange={(value: string) => {
          lastLanguage = value;
          setLanguage(value as VerificationSnippet["language"]);
        }}
      >
        <TabList
          label="Language"
          tabs={snippets.map((each) => ({ value: each.language, label: each.title }))}
        >
          <CopyButton
            text={shown.code}
            label={`Copy ${shown.title} code`}
            iconOnly
            look="quiet"
            size="icon-sm"
          />
          <Button
            look="quiet"
            size="icon-sm"
            aria-label={`Download ${shown.filename}`}
            title={`Download ${shown.filename}`}
            onClick={() => download(shown.filename, shown.code)}
          >
            <Download aria-hidden />
          </Button>
        </TabList>
        {snippets.map((each) => (
          <TabPanel key={each.language} value={each.language}>
            <Needs snippet={each} />
            <CodeBlock label={`${each.title} code`} text={each.code} isProgram className="max-h-160" />
          </TabPanel>
        ))}
      </Tabs>
    </Panel>
  );
}

/** What has to be there before it runs, and how it is run. */
function Needs({ snippet: { requires, dependencies, filename, run } }: { snippet: VerificationSnippet }) {
  return (
    <p className="border-b border-line2 px-3.5 py-2 text-xs text-ink2 [overflow-wrap:anywhere]">
      <span className="font-mono">{filename}</span>, {requires}
      {dependencies.length > 0 && (
        <>
          {" "}
          with <span className="font-mono">{dependencies.join(", ")}</span>
        </>
      )}
      . {isCommand(run) ? <span className="font-mono">{run}</span> : run}
    </p>
  );
}

const isCommand = (run: string) => run.startsWith("WEBHOOK_SECRET=");
