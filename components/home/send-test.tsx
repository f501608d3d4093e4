"use client";

import { useMutation } from "@tanstack/react-query";
import { api, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import type { Endpoint, SentTest } from "@/lib/contract/endpoints";

export function SendTest({ endpoint, onSent }: { endpoint: Endpoint; onSent: (delivery: string) => void }) {
  const send = useMutation({
    mutationFn: () =>
      api<SentTest>("POST", `/projects/${endpoint.projectId}/endpoints/${endpoint.id}/test`, { body: {} }),
    onSuccess: ({ deliveryId }) => onSent(deliveryId),
  });
  return (
    <>
      <p className="mb-3 max-w-[62ch] text-sm text-ink2">
        An event like any other, which only this endpoint gets. It says that nothing happened.
      </p>
      <Button look="primary" busy={send.isPending || send.isSuccess} onClick={() => send.mutate()}>
        Send test event
      </Button>
      {send.error && <FieldError message={messageOf(send.error)} />}
    </>
  );
}
