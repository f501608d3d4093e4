"use client";

/**
 * Every page loads this with it, so it is made of nothing but itself; and it names nobody, for it stands in portals too,
 * whose visitors know their host by its own name.
 */
export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  return (
    <main className="mx-auto flex min-h-[60dvh] max-w-xl flex-col items-center justify-center px-6 text-center">
      <div role="alert">
        <h1 className="text-balance text-xl font-semibold">This page cannot be shown just now</h1>
        <p className="mt-1 max-w-[52ch] text-balance text-ink2">
          Try again in a moment. If it stays so, tell whoever runs this service: the cause is in its log.
        </p>
      </div>
      <button
        type="button"
        onClick={reset}
        className="mt-4 inline-flex h-8 items-center rounded-md border border-line bg-panel px-3 text-sm font-medium hover:bg-hover"
      >
        Try again
      </button>
    </main>
  );
}
