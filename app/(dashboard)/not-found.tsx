import { FileQuestion } from "lucide-react";
import { LeaveByLoading } from "@/components/shell/leave-by-loading";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";

export default function DashboardNotFound() {
  return (
    <Panel>
      <LeaveByLoading />
      <EmptyState
        as="h1"
        icon={FileQuestion}
        title="There is nothing here"
        action={<ButtonLink href="/projects">Go to your projects</ButtonLink>}
      >
        It was deleted, the link is not complete, or it belongs to a workspace you are not in.
      </EmptyState>
    </Panel>
  );
}
