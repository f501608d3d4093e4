"use client";

import { ErrorState } from "@/components/ui/error-state";

export default function ErrorPage({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <main className="mx-auto flex min-h-[60dvh] max-w-xl flex-col justify-center">
      <ErrorState error={error} onRetry={reset} />
    </main>
  );
}
