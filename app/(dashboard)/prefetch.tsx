import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { headers } from "next/headers";
import { cache, type ReactNode } from "react";
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

type Answered = { status: number; answer: unknown };

/** What has been asked while this page is made, by path: the layouts around it and the page ask for the same. */
const answered = cache(() => new Map<string, Promise<Answered>>());

function askOnce(route: Route, path: string, params: Params, viewerOf: ViewerOf): Promise<Answered> {
  const known = answered().get(path);
  if (known) return known;
  const asking = askAs(route, path, params, viewerOf);
  answered().set(path, asking);
  return asking;
}

async function askAs(route: Route, path: string, params: Params, viewerOf: ViewerOf): Promise<Answered> {
  const viewer = await viewerOf();
  if (!viewer) return { status: 401, answer: null };
  const cookie = (await headers()).get("cookie") ?? "";
  const place: Record<string, string> = viewer.isPortal
    ? { [PORTAL_HEADER]: "1" }
    : { "x-workspace": viewer.workspace.id };
  const request = new Request(`${appOrigin()}${path}`, { headers: { cookie, ...place } });
  const response = await route(request, { params: Promise.resolve(params) });
  return { status: response.status, answer: response.ok ? await response.json() : null };
}

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
  return (await askOnce(route, path, params, viewerOf)).answer as Answer | null;
}

/** As `ask`: whether the answer is that there is no such thing. */
export async function isMissing(
  route: Route,
  path: string,
  params: Params,
  viewerOf: ViewerOf = currentViewer,
): Promise<boolean> {
  return (await askOnce(route, path, params, viewerOf)).status === 404;
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
