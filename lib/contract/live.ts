/** What `GET /projects/{project}/live` says: that something changed, never what; readers ask again. */
import { z } from "zod";
import { publicIdOf } from "./text";

/** The data of one `change` event. */
export const liveChange = z
  .object({
    deliveries: z.array(publicIdOf("dlv")),
    endpoints: z.array(publicIdOf("ep")),
    events: z.boolean(),
  })
  .meta({ id: "LiveChange" });
export type LiveChange = z.infer<typeof liveChange>;

/** An event stream cannot say in a header that it is a portal's. */
export const liveQuery = z.strictObject({
  portal: z.literal("1").optional().describe("Asked for with a portal's cookie."),
});
