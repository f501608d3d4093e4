"use client";

import Link from "next/link";
import { Verdict } from "@/components/play/verify-request";
import { useProjectPath } from "@/components/viewer";
import type { Endpoint } from "@/lib/contract/endpoints";
import type { Arrival } from "./watch-arrival";

type VerifyFirstProps = { endpoint: Endpoint; secret: string | null; arrival: Arrival };

/** Whether what came was signed with the secret that was shown, and where to find out how code checks that. */
export function VerifyFirst({ endpoint, secret, arrival: { request } }: VerifyFirstProps) {
  const base = useProjectPath()(endpoint.projectId);
  return (
    <>
      {request && secret !== null && <Verdict policy={endpoint.policy} secret={secret} request={request} />}
      <p className="mt-2 max-w-[62ch] text-sm text-ink2">
        {request && secret !== null
          ? "Your browser has just done what a receiver's code does: computed the signature from the body and the secret, and compared. "
          : "A receiver computes the signature from the body and the secret, and compares. "}
        <Link
          href={`${base}/endpoints/${endpoint.id}/verify`}
          className="rounded-sm underline hover:text-ink"
        >
          The endpoint's page
        </Link>{" "}
        shows how, in the language of your server.
      </p>
    </>
  );
}
