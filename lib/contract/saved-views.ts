/** Saved views over the API: the filters of a list under a name, for the person who saved them. */
import { z } from "zod";
import { displayName, instant, publicIdOf, text } from "./text";

export const savedViewId = publicIdOf("viw");

/** The lists that have views. */
export const viewedList = z.enum(["deliveries"]);

export const saveViewBody = z.strictObject({
  list: viewedList.default("deliveries"),
  name: displayName
    .refine((name) => name.length <= 60, "must be at most 60 characters")
    .describe("One that the person has already is replaced."),
  query: text(2_000)
    .refine((query) => !/[?#]/.test(query[0] ?? ""), "must be what stands behind the ? of the page's address")
    .describe("The page's query, without the `?`."),
});
export type SaveViewBody = z.output<typeof saveViewBody>;

export const savedView = z
  .object({
    id: savedViewId,
    projectId: publicIdOf("prj"),
    list: viewedList,
    name: z.string(),
    query: z.string(),
    createdAt: instant,
  })
  .meta({ id: "SavedView" });
export type SavedView = z.infer<typeof savedView>;

export const savedViews = z.object({ data: z.array(savedView) }).meta({ id: "SavedViews" });
export type SavedViews = z.infer<typeof savedViews>;
