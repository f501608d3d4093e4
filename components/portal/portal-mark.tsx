import { PlainText } from "@/components/ui/plain-text";

/** Whose portal it is: their name, and their colour as a patch that nothing has to be read on. */
export function PortalMark({ name, color }: { name: string; color: string | null }) {
  return (
    <p className="flex min-w-0 items-center gap-2.5 font-semibold">
      <span
        aria-hidden
        className="size-5 shrink-0 rounded-md border bg-accent"
        style={color ? { backgroundColor: color } : undefined}
      />
      <span className="truncate">
        <PlainText>{name}</PlainText>
      </span>
    </p>
  );
}
