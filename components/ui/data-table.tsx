"use client";

import Link from "next/link";
import { type ReactNode, useState } from "react";
import { cn } from "./class-names";
import { Panel } from "./panel";
import { Skeleton } from "./skeleton";

export type Column<Row> = {
  name: string;
  /** The column's head; `name` when left out, none but for screen readers when `hidden`. */
  head?: "hidden";
  cell: (row: Row) => ReactNode;
  /** The link of the row is around this cell, and its area is the whole row. */
  opens?: boolean;
  /** Width, alignment, and from which width of the table on it is shown (`@2xl:table-cell`). */
  className?: string;
  /** How its cells look, but not its head. */
  look?: string;
  /** Stands in the column's head instead of its name. */
  inHead?: ReactNode;
  /** The cell holds a button, which must not be cut off. */
  acts?: boolean;
};

type DataTableProps<Row> = {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  idOf: (row: Row) => string;
  hrefOf?: (row: Row) => string;
  /** The rows are those of the page or filter before, while the new ones are fetched. */
  isStale?: boolean | undefined;
};

/** Narrow tables put two lines into a row, and fingers need the room. */
const rowHeight = "h-13 @2xl:h-9";
/** For what tells a row from its neighbours: in a narrow table it takes two lines rather than being cut off. */
export const wrapsNarrow = "line-clamp-2 whitespace-normal [overflow-wrap:anywhere] @2xl:block @2xl:truncate";
const cellLook = `${rowHeight} truncate px-3 first:ps-3.5 last:pe-3.5`;
const headLook = "h-9 truncate px-3 text-xs font-medium text-ink3 first:ps-3.5 last:pe-3.5";

/**
 * A list whose columns keep their widths whatever is in them; rows of 36 px. Rows that come in later light up
 * for a moment; give another list another `key`.
 */
export function DataTable<Row>({ label, columns, rows, idOf, hrefOf, isStale }: DataTableProps<Row>) {
  const [first] = useState(() => new Set(rows.map(idOf)));
  return (
    <Table label={label} columns={columns} isStale={isStale}>
      {rows.map((row) => (
        <tr
          key={idOf(row)}
          className={cn(
            "relative row-focus border-b border-line2 transition-[background-color] duration-1000 last:border-b-0",
            hrefOf && "hover:bg-hover hover:duration-0",
            !first.has(idOf(row)) && "animate-arrive",
          )}
        >
          {columns.map(({ name, cell, opens, acts, className, look }) => (
            <td
              key={name}
              className={cn(cellLook, acts && "overflow-visible pe-2 last:pe-2", className, look)}
            >
              {opens && hrefOf ? (
                <Link
                  href={hrefOf(row)}
                  prefetch={false}
                  data-row-link
                  className="after:absolute after:inset-0"
                >
                  {cell(row)}
                </Link>
              ) : (
                cell(row)
              )}
            </td>
          ))}
        </tr>
      ))}
    </Table>
  );
}

type TableProps<Row> = {
  label: string;
  columns: Column<Row>[];
  isStale?: boolean | undefined;
  children: ReactNode;
};

function Table<Row>({ label, columns, isStale, children }: TableProps<Row>) {
  return (
    <Panel
      aria-busy={isStale || undefined}
      className={cn("@container transition-opacity", isStale && "opacity-60")}
    >
      <table aria-label={label} className="w-full table-fixed border-collapse text-left">
        <thead>
          <tr className="border-b">
            {columns.map(({ name, head, inHead, className }) => (
              <th key={name} scope="col" className={cn(headLook, className)}>
                {inHead ? inHead : head === "hidden" ? <span className="sr-only">{name}</span> : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </Panel>
  );
}

const WIDTHS = ["w-3/5", "w-4/5", "w-2/5", "w-1/2", "w-3/4"];

/** The same table before its rows are known. */
export function TableSkeleton<Row>({
  label,
  columns,
  rows = 8,
}: {
  label: string;
  columns: Column<Row>[];
  rows?: number;
}) {
  return (
    <div aria-busy>
      <Table label={`${label}, loading`} columns={columns}>
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a placeholder has no identity
          <tr key={row} className="border-b border-line2 last:border-b-0">
            {columns.map(({ name, inHead, className }, at) => (
              <td key={name} className={cn(cellLook, className)}>
                {!inHead && <Skeleton className={cn("inline-block", WIDTHS[(row + at) % WIDTHS.length])} />}
              </td>
            ))}
          </tr>
        ))}
      </Table>
    </div>
  );
}
