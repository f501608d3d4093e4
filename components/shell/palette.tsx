"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { useQueryClient } from "@tanstack/react-query";
import { Search, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useSettled } from "@/components/dialects/use-settled";
import { Kbd } from "@/components/ui/kbd";
import { PlainText } from "@/components/ui/plain-text";
import { type Command, type CommandGroup, idIn, pageOf } from "./commands";
import { foundById, useCommands } from "./use-commands";

/** Pages, actions, projects, endpoints, types and any pasted id, from the keyboard. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const { groups, note } = useCommands(typed, useSettled(typed));
  const client = useQueryClient();
  const router = useRouter();
  const run = ({ to }: Pick<Command, "to">) => {
    onClose();
    if (typeof to === "string") router.push(to);
    else to();
  };
  /** Who pastes and presses Enter at once need not wait for the line to appear. */
  const openId = (id: string) =>
    client.fetchQuery(foundById(id)).then(
      (found) => run({ to: pageOf(found) }),
      () => undefined,
    );
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop data-shade className="fixed inset-0 z-50 bg-shade" />
        <Dialog.Viewport className="fixed inset-0 z-50 flex items-start justify-center px-2 pt-2 sm:pt-[12vh]">
          <Dialog.Popup
            aria-label="Command palette"
            className="flex max-h-[min(28rem,calc(100dvh-1rem))] w-full max-w-xl flex-col overflow-hidden rounded-xl border bg-panel shadow-pop"
          >
            <Autocomplete.Root
              open
              inline
              mode="none"
              autoHighlight="always"
              keepHighlight
              items={groups}
              value={typed}
              onValueChange={(value, { reason }) => reason !== "item-press" && setTyped(value)}
              itemToStringValue={({ label }: Command) => label}
            >
              <div className="flex items-center gap-2.5 border-b px-3.5">
                <Search aria-hidden className="size-4 shrink-0 text-ink3" />
                <Autocomplete.Input
                  aria-label="Go to anything, or paste an id"
                  placeholder="Go to anything, or paste an id"
                  spellCheck={false}
                  className="h-11 w-full bg-transparent text-base outline-none placeholder:text-ink3 pointer-coarse:text-lg"
                  onKeyDown={(event) => {
                    const id = event.key === "Enter" && groups.length === 0 ? idIn(typed) : null;
                    if (id) void openId(id);
                  }}
                />
                <Dialog.Close className="flex shrink-0 items-center justify-center rounded-sm pointer-coarse:size-9 pointer-coarse:-me-2">
                  <span className="sr-only">Close</span>
                  <span aria-hidden className="pointer-coarse:hidden">
                    <Kbd>Esc</Kbd>
                  </span>
                  <X aria-hidden className="hidden size-4 text-ink2 pointer-coarse:block" />
                </Dialog.Close>
              </div>
              <Autocomplete.Status className={note ? "px-3.5 py-6 text-sm text-ink2" : "sr-only"}>
                {note}
              </Autocomplete.Status>
              <Autocomplete.List className="min-h-0 overflow-y-auto overscroll-contain p-1.5 empty:hidden">
                {(group: CommandGroup) => (
                  <Autocomplete.Group key={group.value} items={group.items} className="not-last:mb-1.5">
                    <Autocomplete.GroupLabel className="px-2 py-1 text-xs text-ink3">
                      {group.value}
                    </Autocomplete.GroupLabel>
                    <Autocomplete.Collection>
                      {(command: Command) => (
                        <Autocomplete.Item
                          key={command.id}
                          value={command}
                          onClick={() => run(command)}
                          className="flex min-h-9 cursor-default scroll-my-1.5 items-center gap-2.5 rounded-md px-2 text-sm outline-none select-none data-highlighted:bg-line2 pointer-coarse:min-h-11"
                        >
                          <Line {...command} />
                        </Autocomplete.Item>
                      )}
                    </Autocomplete.Collection>
                  </Autocomplete.Group>
                )}
              </Autocomplete.List>
            </Autocomplete.Root>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Line({ icon: Icon, label, detail, keys }: Command) {
  return (
    <>
      <Icon aria-hidden className="size-4 shrink-0 text-ink3" strokeWidth={1.75} />
      <span className="max-w-2/3 shrink-0 truncate">
        <PlainText>{label}</PlainText>
      </span>
      <span className="min-w-0 grow truncate text-ink3">{detail && <PlainText>{detail}</PlainText>}</span>
      {keys && (
        <span aria-hidden className="hidden shrink-0 gap-1 sm:flex">
          {keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
        </span>
      )}
    </>
  );
}
