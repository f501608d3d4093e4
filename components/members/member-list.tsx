"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { api, messageOf } from "@/components/api-client";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { DataTable, TableSkeleton } from "@/components/ui/data-table";
import { ErrorState } from "@/components/ui/error-state";
import { LinkReveal } from "@/components/ui/link-reveal";
import { Pager, usePager } from "@/components/ui/pager";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { toast } from "@/components/ui/toaster";
import { useMay, useViewer } from "@/components/viewer";
import type { ResetLink } from "@/lib/contract/account";
import type { CreatedMember, Member } from "@/lib/contract/people";
import type { Role } from "@/lib/contract/scopes";
import { columnsOf } from "./member-columns";
import { memberList } from "./queries";
import { onlyOwnerAmong } from "./roles";

const InviteForm = dynamic(() => import("./invite-form").then((loaded) => loaded.InviteForm), {
  loading: () => null,
});

export function MemberList() {
  const { workspace, role, userId } = useViewer();
  const mayManage = useMay("members");
  const pager = usePager();
  const { data, error, refetch } = useQuery({ ...memberList(pager.cursor), enabled: mayManage });
  const [isInviting, setInviting] = useState(false);
  const [invited, setInvited] = useState<CreatedMember | null>(null);
  const [removing, setRemoving] = useState<Member | null>(null);
  const [resetting, setResetting] = useState<Reset | null>(null);
  const { change, renew, reset } = useMemberChanges(setInvited, setResetting);
  const crumbs = [{ label: workspace.name }];
  if (!mayManage)
    return (
      <>
        <PageHead crumbs={crumbs} title="Members" />
        <Panel className="p-4 text-ink2">Only owners and admins of the workspace see its members.</Panel>
      </>
    );
  const isWhole = data?.nextCursor === null && !pager.cursor;
  const onlyOwner = isWhole ? onlyOwnerAmong(data.data) : null;
  const columns = columnsOf({
    acting: role,
    self: userId,
    onlyOwner,
    change,
    renew,
    reset,
    onRemove: setRemoving,
  });
  return (
    <>
      <PageHead
        crumbs={crumbs}
        title="Members"
        sub="The people who can see this workspace, and what they may do in it."
        actions={
          !isInviting && (
            <Button look="primary" onClick={() => setInviting(true)}>
              <UserPlus aria-hidden />
              Invite person
            </Button>
          )
        }
      />
      {isInviting && (
        <InviteForm
          onClose={() => setInviting(false)}
          onInvited={(member) => {
            setInviting(false);
            setInvited(member);
          }}
        />
      )}
      {invited && <Invited member={invited} onDone={() => setInvited(null)} />}
      {resetting && (
        <LinkReveal
          title={`Send this link to ${resetting.name}`}
          url={resetting.link}
          onDone={() => setResetting(null)}
        >
          With it they choose another password, which ends their sessions. It works once, for 30 minutes, and
          is not shown again.
        </LinkReveal>
      )}
      {removing && (
        <RemoveQuestion
          member={removing}
          isSelf={removing.userId === userId}
          onDone={() => setRemoving(null)}
        />
      )}
      {error && !data ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} />
        </Panel>
      ) : data ? (
        <>
          <DataTable label="Members" columns={columns} rows={data.data} idOf={(member) => member.userId} />
          <Pager pager={pager} nextCursor={data.nextCursor} shown={data.data.length} noun="people" />
        </>
      ) : (
        <TableSkeleton label="Members" columns={columns} rows={3} />
      )}
    </>
  );
}

type Reset = { name: string; link: string };

/** Changing a role, and making a new join link for somebody who has not joined. */
function useMemberChanges(onLink: (member: CreatedMember) => void, onReset: (reset: Reset) => void) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ["members"] });
  const onError = (error: unknown) => {
    toast.error(messageOf(error));
    return refresh();
  };
  const change = useMutation({
    mutationFn: ({ userId, role }: { userId: string; role: Role }) =>
      api<Member>("PATCH", `/workspace/members/${userId}`, { body: { role } }),
    onSuccess: ({ name, role }) => {
      toast.done(`${name} is now ${role === "owner" || role === "admin" ? "an" : "a"} ${role}.`);
      return refresh();
    },
    onError,
  });
  const renew = useMutation({
    mutationFn: ({ name, email, role }: Member) =>
      api<CreatedMember>("POST", "/workspace/members", { body: { name, email, role } }),
    onSuccess: (member) => {
      onLink(member);
      return refresh();
    },
    onError,
  });
  const reset = useMutation({
    mutationFn: ({ userId }: Member) => api<ResetLink>("POST", `/workspace/members/${userId}/reset-link`),
    onSuccess: ({ resetLink }, { name }) => onReset({ name, link: resetLink }),
    onError,
  });
  return {
    reset: (member: Member) => reset.mutate(member),
    change: (userId: string, role: Role) => change.mutate({ userId, role }),
    renew: (member: Member) => renew.mutate(member),
  };
}

function Invited({ member, onDone }: { member: CreatedMember; onDone: () => void }) {
  if (member.joinLink)
    return (
      <LinkReveal title={`Send this link to ${member.name}`} url={member.joinLink} onDone={onDone}>
        With it they join, and choose a password. It works once, for three days, and is not shown again; you
        can make a new one at any time. This Posthorn sends no mail, so pass it on yourself, to nobody but
        them.
      </LinkReveal>
    );
  return (
    <section aria-label="Invited" className="mb-4 max-w-3xl rounded-xl border bg-panel p-4 text-sm">
      <p>
        We are mailing <PlainText>{member.name}</PlainText> a link to <PlainText>{member.email}</PlainText>.
        It works once, for three days; you can have a new one mailed at any time.
      </p>
      <Button className="mt-3" onClick={onDone}>
        Done
      </Button>
    </section>
  );
}

type RemoveProps = { member: Member; isSelf: boolean; onDone: () => void };

function RemoveQuestion({ member, isSelf, onDone }: RemoveProps) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api("DELETE", `/workspace/members/${member.userId}`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["members"] });
      toast.done(`${member.name} removed.`);
      onDone();
    },
  });
  return (
    <Confirm
      title={isSelf ? "Remove yourself?" : `Remove ${member.name}?`}
      verb="Remove"
      look="danger"
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={remove.mutate}
      onCancel={onDone}
    >
      {member.pending
        ? "Their link stops working. You can invite them again."
        : `From ${isSelf ? "your next click on you" : "their next click on they"} no longer see this workspace. What ${isSelf ? "you" : "they"} did stays in the audit log, and the API keys ${isSelf ? "you" : "they"} made go on working.`}
    </Confirm>
  );
}
