"use client";

import { useState } from "react";
import { messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import { leaveFor } from "./request-sign-in";

type Provider = { id: string; name: string };

/** The other providers that are configured; nothing when there is none. */
export function ProviderButtons({ providers, next }: { providers: readonly Provider[]; next: string }) {
  const [leaving, setLeaving] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  if (providers.length === 0) return null;
  async function leave(id: string) {
    setLeaving(id);
    setProblem(null);
    await leaveFor(id, next).catch((error: unknown) => {
      setProblem(messageOf(error));
      setLeaving(null);
    });
  }
  return (
    <div className="mt-5 grid gap-2">
      <p className="mb-2 flex items-center gap-3 text-xs text-ink3 before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
        or
      </p>
      {problem && <FieldError message={problem} />}
      {providers.map(({ id, name }) => (
        <Button key={id} busy={leaving === id} className="w-full" onClick={() => leave(id)}>
          Continue with {name}
        </Button>
      ))}
    </div>
  );
}
