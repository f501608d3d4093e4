import { FileQuestion } from "lucide-react";
import { LeaveByLoading } from "@/components/shell/leave-by-loading";
import { ListLink } from "@/components/shell/list-link";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";

export default function DashboardNotFound() {
  return (
    <Panel>
      <LeaveByLoading />
      <EmptyState as="h1" icon={FileQuestion} title="There is nothing here" action={<ListLink />}>
        It was deleted, the link is not complete, or it belongs to a workspace you are not in.
      </EmptyState>
    </Panel>
  );
}
