/** The figures of a run, as a table for people and as JSON for machines. */
import { cpus, release } from "node:os";
import type { Cpu } from "./servers";

export type Figure = {
  backend: string;
  name: string;
  value: number;
  unit: string;
  /** The yardstick's value in the same minute, and what the figure is of it. */
  bare?: number;
  ratio?: number;
  /** What the ratio, or where there is none the value, should reach or stay below. */
  goal?: string;
  met?: boolean;
  /** CPU microseconds per delivery or per publish. */
  cpu?: Cpu;
  note?: string;
};

const number = (value: number | undefined, digits = 0) =>
  value === undefined
    ? ""
    : value.toLocaleString("en-US", { maximumFractionDigits: digits, minimumFractionDigits: digits });

const COLUMNS: { title: string; cell: (figure: Figure) => string }[] = [
  { title: "queue", cell: (figure) => figure.backend },
  { title: "what", cell: (figure) => figure.name },
  { title: "measured", cell: ({ value, unit }) => `${number(value, value < 100 ? 2 : 0)} ${unit}` },
  { title: "bare", cell: ({ bare }) => number(bare) },
  { title: "ratio", cell: ({ ratio }) => number(ratio, 3) },
  {
    title: "goal",
    cell: ({ goal = "", met }) => (met === undefined ? goal : `${goal} ${met ? "met" : "missed"}`),
  },
  { title: "worker µs", cell: ({ cpu }) => number(cpu?.worker) },
  { title: "web µs", cell: ({ cpu }) => number(cpu?.web) },
  { title: "postgres µs", cell: ({ cpu }) => number(cpu?.postgres) },
  { title: "redis µs", cell: ({ cpu }) => number(cpu?.redis) },
  { title: "", cell: ({ note = "" }) => note },
];

/** The table; CPU is per delivery, or per event where events are counted. */
export function tableOf(figures: Figure[]): string {
  const rows = [
    COLUMNS.map(({ title }) => title),
    ...figures.map((figure) => COLUMNS.map(({ cell }) => cell(figure))),
  ];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isText = (column: number) => column < 2 || column === COLUMNS.length - 1;
  const line = (row: string[]) =>
    row
      .map((cell, column) =>
        isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return rows.map(line).join("\n");
}

export function jsonOf(figures: Figure[]): string {
  const [cpu] = cpus();
  const machine = { cpu: cpu?.model, cores: cpus().length, node: process.version, kernel: release() };
  return `${JSON.stringify({ at: new Date().toISOString(), machine, figures }, null, 2)}\n`;
}
