import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

export function CodeField({ error }: { error: string | undefined }) {
  return (
    <Field label="Code" hint="The six digits your authenticator app shows, or a recovery code." error={error}>
      {(wiring) => (
        <Input
          {...wiring}
          name="code"
          autoComplete="one-time-code"
          autoFocus
          maxLength={32}
          spellCheck={false}
          className="font-mono"
        />
      )}
    </Field>
  );
}
