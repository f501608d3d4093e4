export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-b-2 bg-panel px-1 font-mono text-xs text-ink2">
      {children}
    </kbd>
  );
}
