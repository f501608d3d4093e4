"use client";

import { FileQuestion } from "lucide-react";
import { useParams } from "next/navigation";
import { LeaveByLoading } from "@/components/shell/leave-by-loading";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";

export default function PortalNotFound() {
  const { project } = useParams<{ project: string }>();
  return (
    <Panel>
      <LeaveByLoading />
      <EmptyState
        as="h1"
        icon={FileQuestion}
        title="There is nothing here"
        action={<ButtonLink href={`/portal/${project}/endpoints`}>Go to your endpoints</ButtonLink>}
      >
        It was deleted, or the link is not complete.
      </EmptyState>
    </Panel>
  );
}
