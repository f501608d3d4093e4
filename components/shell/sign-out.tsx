"use client";

import { LogOut } from "lucide-react";
import { useState } from "react";
import { sessionRenewed } from "@/components/people/keep-session";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toaster";

/** Ends the session by the sign-in library's own two steps: a token that only this site can read, then the request. */
export async function signOut(): Promise<void> {
  await sessionRenewed();
  const token = await fetch("/api/auth/csrf").then(
    (response) => response.json() as Promise<{ csrfToken: string }>,
  );
  const body = new URLSearchParams({ csrfToken: token.csrfToken, callbackUrl: "/sign-in", json: "true" });
  const response = await fetch("/api/auth/signout", { method: "POST", body });
  if (!response.ok) throw new Error(`signing out answered ${response.status}`);
  location.assign("/sign-in");
}

export function SignOut() {
  const [busy, setBusy] = useState(false);
  return (
    <Button
      look="quiet"
      size="icon-sm"
      aria-label="Sign out"
      title="Sign out"
      busy={busy}
      onClick={() => {
        setBusy(true);
        signOut().catch(() => {
          setBusy(false);
          toast.error("You are still signed in: Posthorn did not answer. Try again.");
        });
      }}
    >
      <LogOut aria-hidden />
    </Button>
  );
}
