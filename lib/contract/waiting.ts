/** What still waits for an endpoint: what disabling or deleting it would cancel. */
import { z } from "zod";

/** Nobody decides otherwise because of more, and counting them takes time. */
export const COUNTED_WAITING = 10_000;

const counted = z.number().int().max(COUNTED_WAITING);

export const waiting = z
  .object({
    pending: counted.describe(
      `Deliveries that are due or wait for a retry, counted up to ${COUNTED_WAITING}.`,
    ),
    held: counted.describe(`Deliveries held until their run ends, counted up to ${COUNTED_WAITING}.`),
  })
  .meta({ id: "Waiting" });
export type Waiting = z.infer<typeof waiting>;
