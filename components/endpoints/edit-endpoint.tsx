"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { api } from "@/components/api-client";
import { useProjectCrumb } from "@/components/projects/use-project-crumb";
import { PageHead } from "@/components/ui/breadcrumbs";
import { ButtonLink } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Panel } from "@/components/ui/panel";
import { EditorSkeleton } from "@/components/ui/panel-skeleton";
import { plainText } from "@/components/ui/plain-text";
import { toast } from "@/components/ui/toaster";
import { useMay, usePortalHost, useProjectPath } from "@/components/viewer";
import type { Endpoint } from "@/lib/contract/endpoints";
import { type EndpointBody, EndpointForm } from "./endpoint-form";
import { endpointDetail } from "./queries";

/** Changes an endpoint; what was accepted before keeps the bytes it has, and goes to the new URL. */
export function EditEndpoint({ project, id }: { project: string; id: string }) {
  const router = useRouter();
  const client = useQueryClient();
  const base = useProjectPath()(project);
  const path = `${base}/endpoints/${id}`;
  const { data: endpoint, error, refetch } = useQuery(endpointDetail(project, id));
  const mayWrite = useMay("endpoints:write");
  const host = usePortalHost();
  const save = useMutation({
    mutationFn: (body: EndpointBody) =>
      api<Endpoint>("PATCH", `/projects/${project}/endpoints/${id}`, { body }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [project, "endpoints"] });
      toast.done("Endpoint saved.");
      router.push(path);
    },
  });
  const crumbs = [
    useProjectCrumb(project),
    { label: "Endpoints", href: `${base}/endpoints` },
    { label: endpoint?.description || "Endpoint", href: path },
    { label: "Edit" },
  ];
  return (
    <>
      <PageHead crumbs={crumbs} title="Edit endpoint" />
      {error && !endpoint ? (
        <Panel>
          <ErrorState
            error={error}
            onRetry={refetch}
            back={{ href: `${base}/endpoints`, label: "All endpoints" }}
          />
        </Panel>
      ) : !endpoint ? (
        <EditorSkeleton />
      ) : mayWrite ? (
        <EndpointForm
          project={project}
          endpoint={endpoint}
          onSubmit={save.mutate}
          isBusy={save.isPending || save.isSuccess}
          error={save.error}
          submitLabel="Save"
        >
          <ButtonLink href={path}>Cancel</ButtonLink>
        </EndpointForm>
      ) : (
        <Panel className="p-4 text-ink2">
          {host === null
            ? "Your role lets you look, not change. Ask an owner or admin of the workspace."
            : `Your link lets you look, not change. Ask ${plainText(host)} for another.`}
        </Panel>
      )}
    </>
  );
}
