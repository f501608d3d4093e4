"use client";

import { Ellipsis, KeyRound, RotateCcw, Trash2 } from "lucide-react";
import { messageOf } from "@/components/api-client";
import { Button, ButtonLink, buttonLook } from "@/components/ui/button";
import { Menu, MenuButton } from "@/components/ui/menu";
import { toast } from "@/components/ui/toaster";
import { useMay, useProjectPath } from "@/components/viewer";
import type { Endpoint, SentTest } from "@/lib/contract/endpoints";
import type { Asking } from "./endpoint-questions";
import { useEndpointAction } from "./use-endpoint-action";

type ButtonsProps = {
  endpoint: Endpoint;
  onAsk: (asking: Asking) => void;
  /** A test event was sent, as this delivery. */
  onTest: (delivery: string) => void;
};

const sayWhy = { onError: (error: unknown) => toast.error(messageOf(error)) };

/** The buttons a person's role allows. */
export function EndpointButtons({ endpoint, onAsk, onTest }: ButtonsProps) {
  const mayWrite = useMay("endpoints:write");
  const mayRotate = useMay("endpoints:admin") && endpoint.policy.signature !== null;
  const mayReplay = useMay("replay");
  const list = useProjectPath()(endpoint.projectId);
  const test = useEndpointAction<SentTest>(endpoint, "test", ({ deliveryId }) => onTest(deliveryId));
  const enable = useEndpointAction<Endpoint>(endpoint, "enable", () => toast.done("Endpoint enabled."));
  const isEnabled = endpoint.status === "enabled";
  // Whoever comes because it failed comes for this.
  const isFailing = !isEnabled || endpoint.failingSince !== null;
  if (!mayWrite) return null;
  return (
    <>
      <Menu
        label="More actions"
        triggerClassName={buttonLook({ look: "quiet", size: "icon" })}
        trigger={<Ellipsis aria-hidden />}
      >
        {mayReplay && (
          <MenuButton onClick={() => onAsk("recover")}>
            <RotateCcw aria-hidden />
            Recover what it missed
          </MenuButton>
        )}
        {mayRotate && (
          <MenuButton onClick={() => onAsk("rotate")}>
            <KeyRound aria-hidden />
            Rotate secret
          </MenuButton>
        )}
        <MenuButton className="text-bad" onClick={() => onAsk("delete")}>
          <Trash2 aria-hidden />
          Delete endpoint
        </MenuButton>
      </Menu>
      <ButtonLink href={`${list}/endpoints/${endpoint.id}/edit`}>Edit</ButtonLink>
      {mayReplay && isFailing && <Button onClick={() => onAsk("recover")}>Recover…</Button>}
      {isEnabled ? (
        <>
          <Button onClick={() => onAsk("disable")}>Disable</Button>
          <Button look="primary" busy={test.isPending} onClick={() => test.mutate({}, sayWhy)}>
            Send test event
          </Button>
        </>
      ) : (
        <Button look="primary" busy={enable.isPending} onClick={() => enable.mutate({}, sayWhy)}>
          Enable
        </Button>
      )}
    </>
  );
}
