"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { api } from "@/components/api-client";
import { useProjectCrumb } from "@/components/projects/use-project-crumb";
import { PageHead } from "@/components/ui/breadcrumbs";
import { ButtonLink } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { PlainText, plainText } from "@/components/ui/plain-text";
import { SecretReveal } from "@/components/ui/secret-reveal";
import { toast } from "@/components/ui/toaster";
import { useMay, usePortalHost, useProjectPath } from "@/components/viewer";
import type { EndpointWithSecret } from "@/lib/contract/endpoints";
import { type EndpointBody, EndpointForm } from "./endpoint-form";

/** From a URL to an endpoint whose secret has been stored. */
export function NewEndpoint({ project }: { project: string }) {
  const router = useRouter();
  const client = useQueryClient();
  const list = `${useProjectPath()(project)}/endpoints`;
  const host = plainText(usePortalHost() ?? "");
  const create = useMutation({
    mutationFn: (body: EndpointBody) =>
      api<EndpointWithSecret>("POST", `/projects/${project}/endpoints`, { body }),
    onSuccess: async ({ id, policy }) => {
      await client.invalidateQueries({ queryKey: [project, "endpoints"] });
      if (policy.signature) return;
      toast.done("Endpoint added. Send it a test event to see how it arrives.");
      router.push(`${list}/${id}`);
    },
  });
  const crumbs = [useProjectCrumb(project), { label: "Endpoints", href: list }, { label: "New" }];
  if (!useMay("endpoints:write")) {
    return (
      <>
        <PageHead crumbs={crumbs} title="Add endpoint" />
        <Panel className="p-4 text-ink2">
          {host
            ? `Your link lets you look, not add. Ask ${host} for another.`
            : "Your role lets you look, not add. Ask an owner or admin of the workspace."}
        </Panel>
      </>
    );
  }
  const { data: created } = create;
  // Where nothing is signed there is no secret to hand on.
  if (created?.policy.signature) {
    return (
      <>
        <PageHead
          crumbs={crumbs}
          title="Endpoint added"
          sub={
            <span className="font-mono text-sm">
              <PlainText>{created.url}</PlainText>
            </span>
          }
        />
        <SecretReveal
          title="Its signing secret, shown this once"
          secret={created.secret}
          variable="WEBHOOK_SECRET"
          onStored={() => router.push(`${list}/${created.id}`)}
        >
          Whoever receives the events needs it to check that they come from {host || "you"}. We keep it
          encrypted and cannot show it again; if it gets lost, rotate it.
        </SecretReveal>
      </>
    );
  }
  return (
    <>
      <PageHead crumbs={crumbs} title="Add endpoint" />
      <EndpointForm
        project={project}
        onSubmit={create.mutate}
        isBusy={create.isPending || create.isSuccess}
        error={create.error}
        submitLabel="Add endpoint"
      >
        <ButtonLink href={list}>Cancel</ButtonLink>
      </EndpointForm>
    </>
  );
}
