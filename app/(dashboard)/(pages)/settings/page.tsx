import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as listProjects } from "@/app/api/v1/projects/route";
import { GET as listAlertRules } from "@/app/api/v1/workspace/alert-rules/route";
import { GET as listDialects } from "@/app/api/v1/workspace/dialects/route";
import { GET as getWorkspace } from "@/app/api/v1/workspace/route";
import { alertRules } from "@/components/alerts/queries";
import { dialectList } from "@/components/dialects/queries";
import { projectList } from "@/components/projects/queries";
import { ownWorkspace } from "@/components/settings/queries";
import { WorkspaceSettings } from "@/components/settings/workspace-settings";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  await requireViewer("/settings");
  return (
    <Prefetched
      asked={[
        [ownWorkspace(), getWorkspace],
        [dialectList(), listDialects],
        [alertRules(), listAlertRules],
        [projectList(), listProjects],
      ]}
    >
      <WorkspaceSettings />
    </Prefetched>
  );
}
