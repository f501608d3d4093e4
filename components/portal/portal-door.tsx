"use client";

import { useState } from "react";
import { api, isApiError, messageOf } from "@/components/api-client";
import { useLinkFragment } from "@/components/people/use-link-fragment";
import { Button, ButtonLink } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import { PlainText } from "@/components/ui/plain-text";
import type { OpenedPortal } from "@/lib/contract/portal-links";

type PortalDoorProps = { project: string; host: string; isOpen: boolean };

/**
 * Opens the link that brought somebody here, once they ask for it: programs that follow links in mails press no
 * buttons. The link's token leaves the address with the page.
 */
export function PortalDoor({ project, host, isOpen }: PortalDoorProps) {
  const { token } = useLinkFragment();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  // Used or over; after any other refusal the link still opens.
  const isSpent = isApiError(error) && error.code === "gone";
  const open = async () => {
    setBusy(true);
    setError(null);
    try {
      const { projectId } = await api<OpenedPortal>("POST", "/portal/session", { body: { token } });
      location.replace(`/portal/${projectId}/endpoints`);
    } catch (refusal) {
      setBusy(false);
      setError(refusal);
    }
  };
  return (
    <>
      <h1 className="text-xl font-semibold tracking-tight">Webhooks</h1>
      <p className="mt-1 mb-6 text-sm [overflow-wrap:anywhere] text-ink2">
        The endpoints that receive events from <PlainText>{host}</PlainText>, and what was sent to them.
      </p>
      {error !== null && (
        <div className="mb-4">
          <FieldError message={messageOf(error)} />
        </div>
      )}
      {token && !isSpent ? (
        <Button look="primary" className="w-full" busy={busy} onClick={open}>
          Open
        </Button>
      ) : isOpen ? (
        <ButtonLink look="primary" className="w-full" href={`/portal/${project}/endpoints`}>
          Continue
        </ButtonLink>
      ) : (
        token !== null &&
        !isSpent && (
          <p className="text-sm text-ink2">
            A link opens this page once, and for a limited time. Ask whoever gave it to you for a new one.
          </p>
        )
      )}
    </>
  );
}
