/** How lists are asked for and answered: newest first, one page at a time, behind an opaque cursor. */
import { z } from "zod";

/** What every list's query has. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.number().int().min(1).max(100))
    .default(50)
    .describe("Rows per page, 1 to 100."),
  cursor: z.string().optional().describe("`nextCursor` of the page before."),
};

/** The query of a list that cannot be filtered. */
export const plainPageQuery = z.strictObject(pageQuery);
export type PlainPageQuery = z.output<typeof plainPageQuery>;

/** `{data, nextCursor}`; `nextCursor` is null on the last page. */
export const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.object({ data: z.array(row), nextCursor: z.string().nullable() });

export type Page<Row> = { data: Row[]; nextCursor: string | null };
