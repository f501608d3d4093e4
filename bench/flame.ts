/**
 * Draws a CPU profile as a flame graph: `node --import tsx bench/flame.ts <profile> <out.svg> [microseconds per item: count]`.
 * Width is CPU time, depth is who called whom; idle time is left out.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

type CallFrame = { functionName: string; url: string; lineNumber: number };
type ProfileNode = { id: number; callFrame: CallFrame; children?: number[] };
type Profile = { nodes: ProfileNode[]; samples: number[]; timeDeltas: number[] };
type Frame = { name: string; us: number; callees: Map<string, Frame> };

const WIDTH = 1_200;
const ROW = 17;
const SMALLEST = 0.002;
const NOT_WORK = new Set(["(root)", "(idle)", "(program)"]);

const nameOf = ({ functionName, url, lineNumber }: CallFrame) => {
  const file = url.includes("node_modules/")
    ? url.replace(/^.*node_modules\//, "")
    : url.replace(/^file:.*\/(dist|lib|worker|web|bench)\//, "$1/");
  return `${functionName || "anonymous"}${file ? ` (${file}:${lineNumber + 1})` : ""}`;
};

/** The profile's samples as a tree of frames, each with its own and its callees' microseconds. */
function foldedTree({ nodes, samples, timeDeltas }: Profile): Frame {
  const nodeOf = new Map(nodes.map((node) => [node.id, node]));
  const callerOf = new Map(
    nodes.flatMap((node) => (node.children ?? []).map((id) => [id, node.id] as const)),
  );
  const root: Frame = { name: "all", us: 0, callees: new Map() };
  for (const [index, sample] of samples.entries()) {
    const us = timeDeltas[index] ?? 0;
    const names: string[] = [];
    for (let id: number | undefined = sample; id !== undefined; id = callerOf.get(id)) {
      const frame = nodeOf.get(id)?.callFrame;
      if (frame && frame.functionName !== "(root)") names.unshift(nameOf(frame));
    }
    if (names.length === 1 && NOT_WORK.has(names[0] ?? "")) continue;
    root.us += us;
    let at = root;
    for (const name of names) {
      const callee: Frame = at.callees.get(name) ?? { name, us: 0, callees: new Map() };
      at.callees.set(name, callee);
      callee.us += us;
      at = callee;
    }
  }
  return root;
}

const escaped = (text: string) => text.replace(/[<>&"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Ours warm, packages cool, Node itself grey: so that a glance tells whose time it is. */
function colourOf(name: string): string {
  if (/\((dist|lib|worker|web|bench)\//.test(name)) return "#f4b183";
  if (name.includes("(node:") || !name.includes("(")) return "#d0d4da";
  return name.startsWith("(garbage") ? "#e58b8b" : "#a9c7e8";
}

function drawn(root: Frame, items: number): string {
  const boxes: string[] = [];
  let deepest = 0;
  const draw = (frame: Frame, x: number, depth: number) => {
    const share = frame.us / root.us;
    if (share < SMALLEST) return;
    deepest = Math.max(deepest, depth);
    const width = share * WIDTH;
    const cost = items > 0 ? `${(frame.us / items).toFixed(1)} µs each, ` : "";
    const label = width > 40 ? escaped(frame.name.slice(0, Math.floor(width / 6.2))) : "";
    boxes.push(
      `<g><title>${escaped(frame.name)}: ${cost}${(share * 100).toFixed(1)} %</title>` +
        `<rect x="${x.toFixed(1)}" y="${depth * ROW}" width="${Math.max(0.5, width - 0.5).toFixed(1)}" height="${ROW - 1}" rx="1" fill="${colourOf(frame.name)}"/>` +
        (label && `<text x="${(x + 3).toFixed(1)}" y="${depth * ROW + 12}">${label}</text>`) +
        `</g>`,
    );
    let left = x;
    for (const callee of [...frame.callees.values()].sort((a, b) => b.us - a.us)) {
      draw(callee, left, depth + 1);
      left += (callee.us / root.us) * WIDTH;
    }
  };
  draw(root, 0, 0);
  const height = (deepest + 1) * ROW;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="ui-monospace, monospace" font-size="10.5">` +
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>${boxes.join("")}</svg>\n`
  );
}

const [from, to, items = "0"] = process.argv.slice(2);
if (!from || !to) throw new Error("Usage: bench/flame.ts <profile> <out.svg> [items]");
const root = foldedTree(JSON.parse(readFileSync(from, "utf8")) as Profile);
writeFileSync(to, drawn(root, Number(items)));
console.log(`${path.basename(to)}: ${(root.us / 1e6).toFixed(1)} s of CPU`);
