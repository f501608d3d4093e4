/** Writes rows of CSV (RFC 4180) that a spreadsheet shows as text: nothing in a cell is ever a formula. */

/** OWASP, CSV Injection: what makes a spreadsheet calculate instead of show. */
const FORMULA = /^[=+\-@\t\r]/;

/** One cell: always quoted, a possible formula with an apostrophe in front. */
const cell = (value: string) => `"${(FORMULA.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;

/** One row with its line end. */
export const csvRow = (cells: readonly string[]): string => `${cells.map(cell).join(",")}\r\n`;
