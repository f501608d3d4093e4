import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { GET as listProjects } from "@/app/api/v1/projects/route";
import { themeOf } from "@/app/theme";
import { KeepSession } from "@/components/people/keep-session";
import { projectList } from "@/components/projects/queries";
import { QueryProvider } from "@/components/query-provider";
import { Shell } from "@/components/shell/shell";
import { ViewerProvider } from "@/components/viewer";
import { Prefetched } from "./prefetch";
import { currentViewer } from "./viewer";

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const viewer = await currentViewer();
  // The page itself sends who is not signed in to do so: it knows where they wanted to go.
  if (!viewer) return children;
  return (
    <QueryProvider>
      <ViewerProvider viewer={viewer}>
        <Prefetched asked={[[projectList(), listProjects]]}>
          <KeepSession />
          <Shell theme={themeOf(await cookies())}>{children}</Shell>
        </Prefetched>
      </ViewerProvider>
    </QueryProvider>
  );
}
