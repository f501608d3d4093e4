"use client";

import { RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { type Column, DataTable, TableSkeleton } from "@/components/ui/data-table";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { duration } from "@/components/ui/quantities";
import { RelativeTime } from "@/components/ui/relative-time";
import { CategoryBadge, StatusBadge } from "@/components/ui/status-badge";
import { useSteadyRows } from "@/components/ui/steady-rows";
import { useMay, useProjectPath } from "@/components/viewer";
import type { Delivery } from "@/lib/contract/deliveries";
import { answerInLine, answerInWords } from "./reason-in-words";
import { type Selection, selectColumn } from "./select-column";
import { useReplay } from "./use-replay";

type DeliveryTableProps = {
  project: string;
  /** Undefined while they are fetched. */
  rows: readonly Delivery[] | undefined;
  empty: ReactNode;
  /** A column that would say the same in every row. */
  without?: "endpoint" | "type";
  /** Another page or filter is another list, in which no row is new. */
  listKey?: string;
  /** The rows are those of the filter before. */
  isStale?: boolean;
  /** Lets rows be ticked. */
  selection?: Selection | undefined;
};

const idOf = ({ id }: Delivery) => id;
const settled = ({ status }: Delivery) => status !== "pending" && status !== "held";

/** What its people call the endpoint, else its URL without the scheme. */
const nameOf = ({ endpoint: { url, description } }: Delivery) =>
  description || url.replace(/^https?:\/\//, "");

/** Deliveries, live: rows change in place, new ones come in on top unless somebody is pointing at the table. */
export function DeliveryTable(props: DeliveryTableProps) {
  const { project, rows, empty, without, listKey, isStale, selection } = props;
  const base = useProjectPath()(project);
  const mayReplay = useMay("replay");
  const steady = useSteadyRows(rows ?? [], idOf);
  const replay = useReplay(project, steady.release);
  const columns = columnsOf({
    replay: mayReplay
      ? { run: replay.mutate, running: replay.isPending ? replay.variables : undefined }
      : null,
    without,
    selection,
  });
  if (!rows) return <TableSkeleton label="Deliveries" columns={columns} />;
  if (rows.length === 0) return <Panel>{empty}</Panel>;
  return (
    <div className="relative" {...steady.area}>
      {steady.waiting > 0 && (
        <Button
          size="sm"
          className="absolute -top-3.5 left-1/2 z-10 -translate-x-1/2 border-wait text-wait shadow-pop"
          onClick={steady.release}
        >
          {steady.waiting} new
        </Button>
      )}
      <DataTable
        key={`${listKey} ${isStale}`}
        isStale={isStale}
        label="Deliveries"
        columns={columns}
        rows={steady.rows}
        idOf={idOf}
        hrefOf={({ id }) => `${base}/deliveries/${id}`}
      />
    </div>
  );
}

type Cells = {
  replay: { run: (id: string) => void; running: string | undefined } | null;
  without: DeliveryTableProps["without"];
  selection: Selection | undefined;
};

/** The row's link is around what tells the row from its neighbours. */
function columnsOf({ replay, without, selection }: Cells): Column<Delivery>[] {
  const type: Column<Delivery> = {
    name: "Type",
    opens: true,
    className: "ps-2 pe-1 @2xl:px-3",
    cell: (row) => (
      <>
        <TypeCell row={row} />
        <SecondLine row={row}>{without === "endpoint" ? answerInLine(row) : nameOf(row)}</SecondLine>
      </>
    ),
  };
  const endpoint: Column<Delivery> = {
    name: "Endpoint",
    opens: without === "type",
    className: without === "type" ? "" : "hidden @2xl:table-cell",
    look: "text-sm text-ink2",
    cell: (row) => (
      <>
        <span className="flex min-w-0 items-center gap-2">
          <span className={cn("truncate", !row.endpoint.description && "font-mono")} title={row.endpoint.url}>
            <PlainText>{nameOf(row)}</PlainText>
          </span>
          {without === "type" && <ReplayBadge row={row} />}
        </span>
        {without === "type" && <SecondLine row={row}>{answerInLine(row)}</SecondLine>}
      </>
    ),
  };
  return [
    ...(selection ? [selectColumn(selection)] : []),
    {
      name: "Status",
      className: "w-28 ps-2 pe-0 @2xl:w-31 @2xl:px-3",
      cell: ({ status }) => <StatusBadge status={status} />,
    },
    ...(without === "type" ? [] : [type]),
    ...(without === "endpoint" ? [] : [endpoint]),
    {
      name: "Answer",
      className: "hidden w-36 @3xl:table-cell @5xl:w-44",
      cell: (row) => (
        <span className={row.status === "failed" ? "text-bad" : "text-ink2"}>{answerInWords(row)}</span>
      ),
    },
    {
      name: "Took",
      className: "hidden w-22 text-right @4xl:table-cell",
      look: "text-ink2",
      cell: ({ lastDurationMs }) => (lastDurationMs === null ? null : duration(lastDurationMs)),
    },
    {
      name: "Attempts",
      className: "hidden w-22 text-right @5xl:table-cell",
      look: "text-ink2",
      cell: ({ attemptCount }) => attemptCount,
    },
    {
      name: "Created",
      className: "hidden w-30 @2xl:table-cell",
      look: "text-ink2",
      cell: ({ createdAt }) => <RelativeTime iso={createdAt} />,
    },
    ...(replay ? [replayColumn(replay)] : []),
  ];
}

/** What narrow tables have no column for. */
function SecondLine({ row, children }: { row: Delivery; children: string }) {
  return (
    <span className="block truncate font-sans text-xs text-ink3 @2xl:hidden">
      {row.category === "replay" && "replay, "}
      <RelativeTime iso={row.createdAt} />
      {children && ", "}
      <PlainText>{children}</PlainText>
    </span>
  );
}

function TypeCell({ row }: { row: Delivery }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="truncate font-mono text-sm">
        <PlainText>{row.type}</PlainText>
      </span>
      <ReplayBadge row={row} />
    </span>
  );
}

/** Narrow tables say it in the second line, which leaves the type its room. */
function ReplayBadge({ row }: { row: Delivery }) {
  if (row.category !== "replay") return null;
  return (
    <span className="hidden @2xl:inline-flex">
      <CategoryBadge>replay</CategoryBadge>
    </span>
  );
}

const replayColumn = ({ run, running }: NonNullable<Cells["replay"]>): Column<Delivery> => ({
  name: "Actions",
  head: "hidden",
  className: "w-12 text-right @2xl:w-24",
  acts: true,
  cell: (row) =>
    settled(row) && (
      <Button
        size="sm"
        look="quiet"
        data-row-action
        aria-label={`Replay ${row.type}`}
        className="relative z-1"
        busy={running === row.id}
        onClick={() => run(row.id)}
      >
        <RotateCcw aria-hidden />
        <span className="hidden @2xl:inline">Replay</span>
      </Button>
    ),
});
