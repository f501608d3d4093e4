"use client";

import { Fragment, useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import type { NavItem } from "./nav-items";
import { PAGE_KEYS } from "./page-keys";
import { areSingleKeysOn, setSingleKeys } from "./single-keys";

const isMac = () => /mac|iphone|ipad/i.test(navigator.platform);

type Line = [keys: string[], what: string];

const EVERYWHERE: Line[] = [
  [["?"], "This list"],
  [["/"], "Search this list"],
  [["↓"], "From there to its first row"],
  [["n"], "To the last notification"],
];

const IN_TABLES: Line[] = [
  [["j"], "Next row"],
  [["k"], "Previous row"],
  [["Enter"], "Open the row"],
  [["x"], "Select the row"],
  [["r"], "Replay the row's delivery"],
];

type ShortcutSheetProps = { pages: readonly NavItem[]; onClose: () => void };

/** All shortcuts there are, for whoever looks; and the switch for those of a single key. */
export function ShortcutSheet({ pages, onClose }: ShortcutSheetProps) {
  const [on, setOn] = useState(areSingleKeysOn);
  const palette: Line = [[isMac() ? "⌘" : "Ctrl", "K"], "Find, or paste any id"];
  const goTo = pages.flatMap(({ label }): Line[] =>
    PAGE_KEYS[label] ? [[["g", PAGE_KEYS[label]], label]] : [],
  );
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        <div className="flex flex-col gap-4">
          <Lines title="Anywhere" lines={[palette, ...EVERYWHERE]} />
          <Lines title="In tables" lines={IN_TABLES} />
        </div>
        <Lines title="Go to" lines={goTo} />
      </div>
      <Checkbox
        checked={on}
        className="mt-4 border-t pt-3 text-sm"
        onChange={(checked) => {
          setSingleKeys(checked);
          setOn(checked);
        }}
      >
        Use single keys
      </Checkbox>
    </Dialog>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly Line[] }) {
  return (
    <section>
      <h3 className="mb-2 text-xs text-ink3">{title}</h3>
      <dl className="grid grid-cols-[4.5rem_1fr] items-center gap-y-1.5 text-sm">
        {lines.map(([keys, what]) => (
          <Fragment key={what}>
            <dt className="flex items-center gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
