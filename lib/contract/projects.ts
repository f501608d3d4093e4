/** Projects over the API. */
import { z } from "zod";
import { pageQuery } from "./page";
import { overrideFields, overrides } from "./policies";
import { displayName, instant, publicIdOf, text } from "./text";

export const projectId = publicIdOf("prj");

/** The workspace's own name for a project. It may not look like one of our ids, since paths accept both. */
export const projectUid = z
  .string()
  .max(128)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.:@-]*$/,
    "must be letters, digits and _ . : @ -, beginning with a letter or digit",
  )
  .refine((value) => !value.startsWith("prj_"), "must not begin with prj_");

export const projectsQuery = z.strictObject({
  ...pageQuery,
  q: text(200).optional().describe("Text in the name, an id, or the beginning of a uid."),
});
export type ProjectsQuery = z.output<typeof projectsQuery>;

export const createProjectBody = z.strictObject({
  name: displayName,
  uid: projectUid.nullable().optional(),
  ...overrideFields,
});
export type CreateProjectBody = z.output<typeof createProjectBody>;

export const updateProjectBody = z.strictObject({
  name: displayName.optional(),
  uid: projectUid.nullable().optional(),
  ...overrideFields,
});
export type UpdateProjectBody = z.output<typeof updateProjectBody>;

export const project = z
  .object({
    id: projectId,
    workspaceId: publicIdOf("ws"),
    uid: z.string().nullable(),
    name: z.string(),
    overrides,
    holdsRuns: z.boolean().describe("Its workspace's dialect orders by process run, or it has had runs."),
    createdAt: instant,
  })
  .meta({ id: "Project" });
export type Project = z.infer<typeof project>;
