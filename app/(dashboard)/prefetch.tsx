import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { PORTAL_HEADER } from "@/app/auth/portal-session";
import type { Viewer } from "@/components/viewer";
import { appOrigin } from "@/lib/platform/env";
import { currentViewer } from "./viewer";

type Params = Record<string, string>;
type Route = (request: Request, context: { params: Promise<Params> }) => Promise<Response>;
type ViewerOf = () => Promise<Viewer | null>;
type Read = { queryKey: readonly unknown[]; path: string };
/** `params` are those of the route's path that the page's own do not name. */
type Asked = [read: Read, route: Route, params?: Params];

/**
 * Asks a route of our own API in this process, as the person whose cookies came with the page's request: the
 * page sees what the browser would be answered, through the same gate. `null` for every refusal.
 */
export async function ask<Answer>(
  route: Route,
  path: string,
  params: Params,
  viewerOf: ViewerOf = currentViewer,
): Promise<Answer | null> {
  const viewer = await viewerOf();
  if (!viewer) return null;
  const cookie = (await headers()).get("cookie") ?? "";
  const place: Record<string, string> = viewer.isPortal
    ? { [PORTAL_HEADER]: "1" }
    : { "x-workspace": viewer.workspace.id };
  const request = new Request(`${appOrigin()}${path}`, { headers: { cookie, ...place } });
  const response = await route(request, { params: Promise.resolve(params) });
  return response.ok ? ((await response.json()) as Answer) : null;
}

type PrefetchedProps = {
  asked?: Asked[];
  /** Answers the page has already. */
  known?: [read: Read, answer: unknown][];
  params?: Params;
  /** Who looks, where that is not the person who is signed in. */
  viewerOf?: ViewerOf;
  children: ReactNode;
};

/** Answers the reads of the components inside before they are rendered. What fails is left to the browser, which shows why. */
export async function Prefetched(props: PrefetchedProps) {
  const { asked = [], known = [], params = {}, viewerOf = currentViewer, children } = props;
  const client = new QueryClient();
  for (const [{ queryKey }, answer] of known) client.setQueryData(queryKey, answer);
  await Promise.all(
    asked.map(async ([{ queryKey, path }, route, more]) => {
      const answer = await ask(route, path, { ...params, ...more }, viewerOf);
      if (answer !== null) client.setQueryData(queryKey, answer);
    }),
  );
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
