import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as listDialects } from "@/app/api/v1/workspace/dialects/route";
import { GET as getWorkspace } from "@/app/api/v1/workspace/route";
import { dialectList } from "@/components/dialects/queries";
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
      ]}
    >
      <WorkspaceSettings />
    </Prefetched>
  );
}
