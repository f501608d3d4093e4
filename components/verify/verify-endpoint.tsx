"use client";

import { useQuery } from "@tanstack/react-query";
import { EndpointHead } from "@/components/endpoints/endpoint-head";
import { EndpointTabs } from "@/components/endpoints/endpoint-tabs";
import { endpointDetail } from "@/components/endpoints/queries";
import { useProjectCrumb } from "@/components/projects/use-project-crumb";
import { PageHead } from "@/components/ui/breadcrumbs";
import { ErrorState } from "@/components/ui/error-state";
import { Panel, PanelHead } from "@/components/ui/panel";
import { DetailSkeleton } from "@/components/ui/panel-skeleton";
import { Skeleton } from "@/components/ui/skeleton";
import { useProjectPath } from "@/components/viewer";
import { ReceiverAuditPanel } from "./receiver-audit";
import { SignatureDebugger } from "./signature-debugger";
import { SigningFacts } from "./signing-facts";
import { SnippetPanel } from "./snippet-panel";

/** Everything whoever writes the receiver needs: how it is signed, the code that checks, and what goes wrong. */
export function VerifyEndpoint({ project, id }: { project: string; id: string }) {
  const { data: endpoint, error, refetch } = useQuery(endpointDetail(project, id));
  const base = useProjectPath()(project);
  const crumbs = [
    useProjectCrumb(project),
    { label: "Endpoints", href: `${base}/endpoints` },
    { label: endpoint?.description || "Endpoint", href: `${base}/endpoints/${id}` },
    { label: "Verify" },
  ];
  const isSigned = endpoint?.policy.signature != null;
  return (
    <>
      {endpoint ? (
        <EndpointHead endpoint={endpoint} crumbs={crumbs} />
      ) : (
        <PageHead
          crumbs={crumbs}
          title={error ? "Endpoint" : <Skeleton className="my-1.5 h-4 w-96 max-w-full" />}
        />
      )}
      {endpoint ? (
        <>
          <EndpointTabs endpoint={endpoint} here="verify" />
          <div className="flex flex-col gap-4">
            <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
              <SnippetPanel project={project} endpoint={id} />
              {isSigned && (
                <Panel className="order-first lg:order-none">
                  <PanelHead title="How it is signed" />
                  <SigningFacts policy={endpoint.policy} />
                </Panel>
              )}
            </div>
            {isSigned && <SignatureDebugger endpoint={endpoint} />}
            {isSigned && <ReceiverAuditPanel endpoint={endpoint} />}
          </div>
        </>
      ) : error ? (
        <Panel>
          <ErrorState
            error={error}
            onRetry={refetch}
            back={{ href: `${base}/endpoints`, label: "All endpoints" }}
          />
        </Panel>
      ) : (
        <DetailSkeleton panels={[14]} />
      )}
    </>
  );
}
