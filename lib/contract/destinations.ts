/**
 * The kinds of places an endpoint can lead to. This file alone in `lib/contract` names a product: what people choose
 * between is "a server of ours" and "Slack". What follows from the choice is `lib/dialects/destinations.ts`.
 */
import { z } from "zod";

export const destinationType = z.enum(["https", "slack"]).meta({ id: "DestinationType" });
export type DestinationType = z.infer<typeof destinationType>;

/** Kept when the endpoint is made; an endpoint of another kind is another endpoint. */
export const destination = z.strictObject({ type: destinationType }).meta({ id: "Destination" });
export type Destination = z.infer<typeof destination>;
