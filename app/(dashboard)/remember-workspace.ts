import { cookies } from "next/headers";
import { isSecureOrigin } from "@/app/auth/session-cookie";
import { WORKSPACE_COOKIE } from "./viewer";

/** Remembers which of a person's workspaces this browser looks at. Only a preference: every read checks membership. */
export async function rememberWorkspace(id: string): Promise<void> {
  (await cookies()).set(WORKSPACE_COOKIE, id, {
    httpOnly: true,
    sameSite: "lax",
    secure: isSecureOrigin(),
    path: "/",
    maxAge: 31_536_000,
  });
}
