"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { LiveChange } from "@/lib/contract/live";
import { apiPath, placeQuery } from "./api-client";
import { cn } from "./ui/class-names";

type Connection = "connecting" | "live" | "paused";

/** Pages are asked for again at most once in this time, however much happens. */
const REFRESH_MS = 700;
const RECONNECT_MS = 5_000;

/** What a change makes stale. Lists of deliveries also stand on the pages of endpoints and events. */
function refresh(client: QueryClient, project: string, { deliveries, endpoints, events }: LiveChange) {
  if (deliveries.length > 0) {
    client.invalidateQueries({ queryKey: [project, "deliveries", "list"] });
    client.invalidateQueries({ queryKey: [project, "deliveries", "endpoint"] });
    for (const id of deliveries) client.invalidateQueries({ queryKey: [project, "deliveries", id] });
  }
  if (endpoints.length > 0) client.invalidateQueries({ queryKey: [project, "endpoints"] });
  if (events || deliveries.length > 0) client.invalidateQueries({ queryKey: [project, "events"] });
}

const join = (a: LiveChange | null, b: LiveChange): LiveChange => ({
  deliveries: [...new Set([...(a?.deliveries ?? []), ...b.deliveries])],
  endpoints: [...new Set([...(a?.endpoints ?? []), ...b.endpoints])],
  events: (a?.events ?? false) || b.events,
});

/**
 * Listens to the project's changes and calls back, gathered, at most every `REFRESH_MS`. A hidden tab lets go
 * of its connection (a browser has six for all tabs together) and asks for everything when it is seen again.
 * Returns how to stop.
 */
function listen(
  project: string,
  onChange: (change: LiveChange | "everything") => void,
  onState: (state: Connection) => void,
) {
  let source: EventSource | undefined;
  let gathered: LiveChange | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    if (gathered) onChange(gathered);
    gathered = null;
  };
  const open = () => {
    onState("connecting");
    source = new EventSource(apiPath(`/projects/${project}/live`, placeQuery()));
    // What happened before it listened, the page may not have: between its rendering and now, or while it was away.
    source.addEventListener("ready", () => {
      onState("live");
      onChange("everything");
    });
    source.addEventListener("change", (event) => {
      gathered = join(gathered, JSON.parse(event.data) as LiveChange);
      timer ??= setTimeout(flush, REFRESH_MS);
    });
    source.onerror = () => {
      onState("paused");
      // The browser reconnects by itself unless it was refused.
      if (source?.readyState === EventSource.CLOSED) again = setTimeout(reopen, RECONNECT_MS);
    };
  };
  const reopen = () => {
    close();
    open();
  };
  const close = () => {
    clearTimeout(again);
    source?.close();
  };
  const onVisibility = () => (document.hidden ? close() : reopen());
  document.addEventListener("visibilitychange", onVisibility);
  open();
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    clearTimeout(timer);
    close();
  };
}

const WORDS: Record<Connection, { word: string; title: string; dot: string }> = {
  connecting: { word: "Connecting", title: "Connecting to live updates", dot: "bg-ink3" },
  live: { word: "Live", title: "This page updates by itself", dot: "bg-ok" },
  paused: { word: "Not live", title: "No live updates just now; trying again", dot: "border border-ink3" },
};

/** Keeps every page of a project current without a reload, and says whether it does. */
export function Live({ project }: { project: string }) {
  const client = useQueryClient();
  const [state, setState] = useState<Connection>("connecting");
  // Outside of React: the server's event stream.
  useEffect(
    () =>
      listen(
        project,
        (change) =>
          change === "everything"
            ? client.invalidateQueries({ queryKey: [project] })
            : refresh(client, project, change),
        setState,
      ),
    [project, client],
  );
  const { word, title, dot } = WORDS[state];
  return (
    <span className="inline-flex items-center gap-1.5 text-xs text-ink3" title={title} role="status">
      <span aria-hidden className={cn("size-1.5 rounded-full", dot)} />
      {word}
    </span>
  );
}
