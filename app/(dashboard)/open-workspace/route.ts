import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { WORKSPACE_COOKIE } from "@/app/(dashboard)/viewer";
import { isSecureOrigin } from "@/app/auth/session-cookie";

/** Remembers which of a person's workspaces this browser looks at. Only a preference: every read checks membership. */
export async function GET(request: Request): Promise<never> {
  const { searchParams } = new URL(request.url);
  const project = searchParams.get("project");
  (await cookies()).set(WORKSPACE_COOKIE, searchParams.get("id") ?? "", {
    httpOnly: true,
    sameSite: "lax",
    secure: isSecureOrigin(),
    path: "/",
    maxAge: 31_536_000,
  });
  redirect(project ? `/projects/${encodeURIComponent(project)}` : "/projects");
}
