import { Send } from "lucide-react";
import { expect, it } from "vitest";
import { type Command, idIn, matching, pageOf } from "./commands";

const command = (label: string, more: Partial<Command> = {}): Command => ({
  id: label,
  label,
  icon: Send,
  to: "/",
  ...more,
});

it("knows an id with spaces around it, and nothing else", () => {
  const id = `evt_${"0".repeat(26)}`;
  expect(idIn(` ${id}\n`)).toBe(id);
  for (const text of ["evt_", `${id}0`, `x ${id}`, `evt_${"u".repeat(26)}`, "order.created"])
    expect(idIn(text)).toBeNull();
});

it("finds what holds every word, in whichever order and place", () => {
  const groups = [
    { value: "Go to", items: [command("Event types", { detail: "Acme" }), command("Events")] },
    { value: "Actions", items: [command("Add endpoint", { words: "webhook url" })] },
  ];
  const labels = (typed: string) =>
    matching(groups, typed).flatMap(({ items }) => items.map((each) => each.label));
  expect(labels("")).toEqual(["Event types", "Events", "Add endpoint"]);
  expect(labels(" TYPES ev")).toEqual(["Event types"]);
  expect(labels("acme")).toEqual(["Event types"]);
  expect(labels("webhook add")).toEqual(["Add endpoint"]);
  expect(matching(groups, "nothing")).toEqual([]);
});

it("opens what was found where it is shown", () => {
  const found = { id: "dlv_1", projectId: "prj_1", name: "x" };
  expect(pageOf({ ...found, kind: "delivery" })).toBe("/projects/prj_1/deliveries/dlv_1");
  expect(pageOf({ kind: "project", id: "prj_1", projectId: "prj_1", name: "x" })).toBe("/projects/prj_1");
  expect(pageOf({ kind: "user", id: "usr_1", projectId: null, name: "x" })).toBe("/members");
});
