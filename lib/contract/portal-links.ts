/** Portal links over the API: how a customer's people get into one project's portal, and nowhere else. */
import { z } from "zod";
import { displayName, instant, publicIdOf } from "./text";

/** A quarter of an hour: long enough to click, too short to find later. */
const MAX_LINK_SECONDS = 900;

export const createPortalLinkBody = z.strictObject({
  name: displayName.default("Portal").describe("Whom it is for; the audit log names them so."),
  readOnly: z.boolean().default(false).describe("They see everything and change nothing."),
  expiresInSeconds: z
    .int()
    .min(30)
    .max(MAX_LINK_SECONDS)
    .default(MAX_LINK_SECONDS)
    .describe("Until when the link can be opened."),
  sessionSeconds: z
    .int()
    .min(300)
    .max(86_400)
    .default(3_600)
    .describe("How long the portal stays open once it was."),
});
export type CreatePortalLinkBody = z.output<typeof createPortalLinkBody>;

export const portalLink = z
  .object({
    id: publicIdOf("plk"),
    projectId: publicIdOf("prj"),
    name: z.string(),
    readOnly: z.boolean(),
    status: z.enum(["unopened", "open", "over"]),
    createdAt: instant,
    expiresAt: instant,
    openedAt: instant.nullable(),
    sessionEndsAt: instant.nullable(),
    revokedAt: instant.nullable(),
  })
  .meta({ id: "PortalLink" });
export type PortalLink = z.infer<typeof portalLink>;

/** The only answer that holds the link. */
export const portalLinkWithUrl = portalLink.extend({ url: z.string() }).meta({ id: "PortalLinkWithUrl" });
export type PortalLinkWithUrl = z.infer<typeof portalLinkWithUrl>;

export const openPortalBody = z.strictObject({ token: z.string().min(1).max(128) });
export type OpenPortalBody = z.output<typeof openPortalBody>;

export const openedPortal = z
  .object({ projectId: publicIdOf("prj"), sessionEndsAt: instant })
  .meta({ id: "OpenedPortal" });
export type OpenedPortal = z.infer<typeof openedPortal>;

export const leavePortalBody = z.strictObject({});
