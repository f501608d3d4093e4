"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Eraser, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { api } from "@/components/api-client";
import { buttonLook } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Menu, MenuButton } from "@/components/ui/menu";
import { count } from "@/components/ui/quantities";
import { toast } from "@/components/ui/toaster";
import type { PlayInbox } from "@/lib/contract/play";

export type Asking = "answer" | "empty" | "delete" | null;

export function InboxMenu({ onAsk }: { onAsk: (asking: Asking) => void }) {
  return (
    <Menu
      label="More actions"
      triggerClassName={buttonLook({ look: "quiet", size: "icon" })}
      trigger={<Ellipsis aria-hidden />}
    >
      <MenuButton onClick={() => onAsk("empty")}>
        <Eraser aria-hidden />
        Empty inbox
      </MenuButton>
      <MenuButton className="text-bad" onClick={() => onAsk("delete")}>
        <Trash2 aria-hidden />
        Delete inbox
      </MenuButton>
    </Menu>
  );
}

type QuestionProps = { inbox: PlayInbox; asking: Asking; onDone: () => void };

/** The question that follows a command. */
export function InboxQuestion({ inbox, asking, onDone }: QuestionProps) {
  const router = useRouter();
  const client = useQueryClient();
  const path = `/workspace/play/${inbox.id}`;
  const remove = useMutation({
    mutationFn: () => api<undefined>("DELETE", asking === "empty" ? `${path}/requests` : path),
    onSuccess: () => {
      if (asking === "delete") router.push("/play");
      toast.done(asking === "delete" ? "Inbox deleted." : "Inbox emptied.");
      onDone();
      return client.invalidateQueries({ queryKey: ["play"] });
    },
  });
  if (asking !== "empty" && asking !== "delete") return null;
  const isDelete = asking === "delete";
  return (
    <Confirm
      title={isDelete ? "Delete this inbox?" : "Empty this inbox?"}
      verb={isDelete ? "Delete inbox" : "Empty inbox"}
      look="danger"
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={remove.mutate}
      onCancel={onDone}
    >
      {count(inbox.requestCount, "request")} will be gone for good.
      {isDelete && " Endpoints that send to its URL will be answered 404 from then on."}
    </Confirm>
  );
}
