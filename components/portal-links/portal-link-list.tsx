"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { AppWindow, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { api } from "@/components/api-client";
import { useProjectCrumb } from "@/components/projects/use-project-crumb";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { type Column, DataTable, TableSkeleton } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { LinkReveal } from "@/components/ui/link-reveal";
import { Pager, usePager } from "@/components/ui/pager";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { CategoryBadge } from "@/components/ui/status-badge";
import { toast } from "@/components/ui/toaster";
import { useMay } from "@/components/viewer";
import type { PortalLink, PortalLinkWithUrl } from "@/lib/contract/portal-links";
import { portalLinkList } from "./queries";

const NewPortalLink = dynamic(() => import("./new-portal-link").then((loaded) => loaded.NewPortalLink), {
  loading: () => null,
});

function StateCell({ link }: { link: PortalLink }) {
  if (link.status === "unopened")
    return (
      <>
        Not opened, expires <RelativeTime iso={link.expiresAt} />
      </>
    );
  if (link.status === "open" && link.sessionEndsAt)
    return (
      <>
        Open, ends <RelativeTime iso={link.sessionEndsAt} />
      </>
    );
  if (link.revokedAt)
    return (
      <>
        Ended <RelativeTime iso={link.revokedAt} />
      </>
    );
  return link.openedAt ? <>Over</> : <>Never opened</>;
}

const columnsOf = (onRevoke: (link: PortalLink) => void): Column<PortalLink>[] => [
  {
    name: "For",
    look: "font-medium",
    cell: (link) => (
      <>
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate">
            <PlainText>{link.name}</PlainText>
          </span>
          {link.readOnly && <CategoryBadge className="hidden @2xl:inline-flex">view only</CategoryBadge>}
        </span>
        <span className="block truncate text-xs font-normal text-ink3 @2xl:hidden">
          {link.readOnly && "View only. "}
          <StateCell link={link} />
        </span>
      </>
    ),
  },
  {
    name: "State",
    className: "hidden w-72 @2xl:table-cell",
    look: "text-ink2",
    cell: (link) => <StateCell link={link} />,
  },
  {
    name: "Created",
    className: "hidden w-32 @2xl:table-cell",
    look: "text-ink2",
    cell: ({ createdAt }) => <RelativeTime iso={createdAt} />,
  },
  {
    name: "Actions",
    head: "hidden",
    className: "w-20 text-right @2xl:w-24",
    acts: true,
    cell: (link) =>
      link.status !== "over" && (
        <Button
          size="sm"
          look="quiet"
          aria-label={`Revoke link for ${link.name}`}
          onClick={() => onRevoke(link)}
        >
          Revoke
        </Button>
      ),
  },
];

export function PortalLinkList({ project }: { project: string }) {
  const mayManage = useMay("portal");
  const pager = usePager();
  const { data, error, refetch } = useQuery({ ...portalLinkList(project, pager.cursor), enabled: mayManage });
  const [isNew, setNew] = useState(false);
  const [made, setMade] = useState<PortalLinkWithUrl | null>(null);
  const [revoking, setRevoking] = useState<PortalLink | null>(null);
  const crumbs = [useProjectCrumb(project)];
  if (!mayManage)
    return (
      <>
        <PageHead crumbs={crumbs} title="Portal links" />
        <Panel className="p-4 text-ink2">Only owners and admins of the workspace make portal links.</Panel>
      </>
    );
  const columns = columnsOf(setRevoking);
  const isEmpty = data?.data.length === 0 && !pager.cursor;
  const add = !isNew && (
    <Button look="primary" onClick={() => setNew(true)}>
      <Plus aria-hidden />
      Create portal link
    </Button>
  );
  return (
    <>
      <PageHead
        crumbs={crumbs}
        title="Portal links"
        sub="Let this customer's people look after their endpoints themselves. A link opens once and shows this project only."
        actions={!isEmpty && add}
      />
      {isNew && (
        <NewPortalLink
          project={project}
          onClose={() => setNew(false)}
          onMade={(link) => {
            setNew(false);
            setMade(link);
          }}
        />
      )}
      {made && (
        <LinkReveal title={`Send this link to ${made.name}`} url={made.url} onDone={() => setMade(null)}>
          It works once, for the next 15 minutes, and is not shown again. Whoever opens it first is in.
        </LinkReveal>
      )}
      {revoking && <RevokeQuestion link={revoking} onDone={() => setRevoking(null)} />}
      {error && !data ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} />
        </Panel>
      ) : !data ? (
        <TableSkeleton label="Portal links" columns={columns} rows={3} />
      ) : isEmpty ? (
        !isNew && (
          <Panel>
            <EmptyState icon={AppWindow} title="No portal link yet" action={add}>
              Your product can make them too, with the scope portal of an API key, and lead people from your
              own pages straight into their portal.
            </EmptyState>
          </Panel>
        )
      ) : (
        <>
          <DataTable label="Portal links" columns={columns} rows={data.data} idOf={({ id }) => id} />
          <Pager pager={pager} nextCursor={data.nextCursor} shown={data.data.length} noun="links" />
        </>
      )}
    </>
  );
}

function RevokeQuestion({ link, onDone }: { link: PortalLink; onDone: () => void }) {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => api("DELETE", `/projects/${link.projectId}/portal-links/${link.id}`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [link.projectId, "portal-links"] });
      toast.done("Portal link revoked.");
      onDone();
    },
  });
  return (
    <Confirm
      title={`Revoke the link for ${link.name}?`}
      verb="Revoke"
      look="danger"
      isBusy={revoke.isPending}
      error={revoke.error}
      onConfirm={revoke.mutate}
      onCancel={onDone}
    >
      {link.status === "open"
        ? "Whoever uses it is signed out with their next click."
        : "The link no longer opens anything."}
    </Confirm>
  );
}
