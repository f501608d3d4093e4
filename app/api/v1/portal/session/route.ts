import { openDoor } from "@/app/api/v1/setup/open-door";
import { portalCookie, portalSetCookie } from "@/app/auth/portal-session";
import { isOwnOrigin } from "@/app/auth/same-origin";
import { ApiError } from "@/lib/api-error";
import { openPortalRoutes } from "@/lib/contract/routes-of-portals";
import { leavePortal, openPortal } from "@/lib/portal-links";

const demandOwnOrigin = (request: Request) => {
  if (!isOwnOrigin(request)) throw new ApiError("cross_site", "The Origin is not this site.");
};

export async function POST(request: Request): Promise<Response> {
  let cookie: string | undefined;
  const answer = await openDoor(openPortalRoutes.openPortal, async ({ token }) => {
    demandOwnOrigin(request);
    const { session, ...opened } = await openPortal(token);
    cookie = portalSetCookie(session, new Date(opened.sessionEndsAt));
    return opened;
  })(request);
  if (cookie) answer.headers.append("Set-Cookie", cookie);
  return answer;
}

export async function DELETE(request: Request): Promise<Response> {
  const answer = await openDoor({ ...openPortalRoutes.leavePortal, status: 204 }, async () => {
    demandOwnOrigin(request);
    const session = portalCookie(request.headers.get("cookie"));
    if (session) await leavePortal(session);
    return undefined;
  })(request);
  if (answer.ok) answer.headers.append("Set-Cookie", portalSetCookie(null, new Date()));
  return answer;
}
