"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/components/api-client";
import { Confirm } from "@/components/ui/confirm";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/quantities";
import { RelativeTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toaster";
import type { Run } from "@/lib/contract/runs";

type FlushQuestionProps = { project: string; run: Run; onDone: () => void };

/** Says what leaves when a run is flushed by hand, and asks. */
export function FlushQuestion({ project, run, onDone }: FlushQuestionProps) {
  const client = useQueryClient();
  const flush = useMutation({
    mutationFn: () =>
      api<{ released: number }>("POST", `/projects/${project}/runs/${encodeURIComponent(run.run)}/flush`, {
        body: {},
      }),
    onSuccess: async ({ released }) => {
      onDone();
      toast.done(
        released === 0
          ? "Nothing was held any more."
          : `${count(released, "delivery", "deliveries")} on the way.`,
      );
      await client.invalidateQueries({ queryKey: [project] });
    },
  });
  return (
    <Confirm
      title="Send what this run holds now?"
      verb={`Send ${count(run.held, "delivery", "deliveries")}`}
      look="primary"
      isBusy={flush.isPending}
      error={flush.error}
      onConfirm={flush.mutate}
      onCancel={onDone}
    >
      <PlainText>{run.run}</PlainText> holds {count(run.held, "delivery", "deliveries")} for{" "}
      {count(run.endpoints, "endpoint")}. Each endpoint gets its part as one batch, in the order published; a
      large part is split. The run goes on: what comes next is held again and leaves when it ends, at the
      latest <RelativeTime iso={run.flushAt} />.
    </Confirm>
  );
}
