/** A workspace's dialects over the API: the built-in ones, which cannot be changed, and its own. */
import { z } from "zod";
import { deliveryPolicy } from "./policies";
import { dialectName, instant, text } from "./text";

/** Name and title may be left out of the policy of an own dialect: they are the dialect's. */
const ownPolicy = deliveryPolicy.omit({ name: true, title: true }).extend({
  name: z.string().max(64).optional(),
  title: text(100).optional(),
});

export const createDialectBody = z.strictObject({ name: dialectName, policy: ownPolicy });
export type CreateDialectBody = z.output<typeof createDialectBody>;

export const updateDialectBody = z.strictObject({ policy: ownPolicy });
export type UpdateDialectBody = z.output<typeof updateDialectBody>;

export const dialect = z
  .object({
    name: z.string(),
    title: z.string(),
    builtIn: z.boolean(),
    policy: deliveryPolicy,
    policyInWords: z.array(z.string()),
    createdAt: instant.nullable(),
  })
  .meta({ id: "Dialect" });
export type Dialect = z.infer<typeof dialect>;

export const dialectList = z.object({ data: z.array(dialect) });
