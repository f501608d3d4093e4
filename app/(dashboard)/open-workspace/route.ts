import { redirect } from "next/navigation";
import { rememberWorkspace } from "@/app/(dashboard)/remember-workspace";

/** Opens one of a person's workspaces, and a project in it when one is named. */
export async function GET(request: Request): Promise<never> {
  const { searchParams } = new URL(request.url);
  const project = searchParams.get("project");
  await rememberWorkspace(searchParams.get("id") ?? "");
  redirect(project ? `/projects/${encodeURIComponent(project)}` : "/projects");
}
