/** Which channels a project knows. A channel is a word that events carry, so nobody makes one and none is missing. */
import { type Channels, MAX_CHANNELS } from "./contract/channels";
import { BUILT_IN_CATALOGUES } from "./dialects/catalogues/built-in";
import type { ProjectRef } from "./lookups";
import { db } from "./platform/db";

const LATEST_KINDS = 2_000;
const LATEST_ENDPOINTS = 1_000;

/**
 * Those that belong to the workspace's dialect, in its order; then those of the latest kinds of events published and
 * those that endpoints ask for, by name. Bounded, so that it costs the same however much was published.
 */
export async function channelsOf({ id, workspaceId }: ProjectRef): Promise<Channels> {
  const [workspace, seen] = await Promise.all([
    db.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { dialect: true } }),
    channelsSeen(id),
  ]);
  const documented = BUILT_IN_CATALOGUES[workspace.dialect]?.channels ?? [];
  const names = new Set([...documented.map(({ name }) => name), ...seen]);
  return { data: [...names].slice(0, MAX_CHANNELS) };
}

/** Rides fan_outs_by_kind and endpoints_of_project. */
async function channelsSeen(projectId: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ channel: string }[]>`
    WITH asking AS (
      SELECT channel, subscriptions FROM endpoints
      WHERE project_id = ${projectId}::uuid AND deleted_at IS NULL ORDER BY id DESC LIMIT ${LATEST_ENDPOINTS}
    ), known AS (
      (SELECT channel FROM fan_outs WHERE project_id = ${projectId}::uuid
        ORDER BY routing_version DESC, type DESC, channel DESC LIMIT ${LATEST_KINDS})
      UNION ALL SELECT channel FROM asking
      UNION ALL SELECT s->>'channel' FROM asking, jsonb_array_elements(subscriptions) s
    )
    SELECT DISTINCT channel COLLATE "C" AS channel FROM known WHERE channel <> ''
    ORDER BY 1 LIMIT ${MAX_CHANNELS}`;
  return rows.map(({ channel }) => channel);
}
