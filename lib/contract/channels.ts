/** The channels of a project over the API. */
import { z } from "zod";

export const MAX_CHANNELS = 100;

export const channels = z
  .object({
    data: z
      .array(z.string())
      .describe(
        `Names, those of the workspace's dialect first; at most ${MAX_CHANNELS}. Any other name may be used as well.`,
      ),
  })
  .meta({ id: "Channels" });
export type Channels = z.infer<typeof channels>;
