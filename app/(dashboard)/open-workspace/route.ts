import { redirect } from "next/navigation";
import { rememberWorkspace } from "@/app/(dashboard)/remember-workspace";

/** Opens one of a person's workspaces, and a page of a project in it when one is named: no page elsewhere. */
export async function GET(request: Request): Promise<never> {
  const { searchParams, origin } = new URL(request.url);
  await rememberWorkspace(searchParams.get("id") ?? "");
  const { pathname, search } = new URL(searchParams.get("page") ?? "/projects", origin);
  redirect(pathname.startsWith("/projects/") ? pathname + search : "/projects");
}
