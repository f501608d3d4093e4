"use client";

import { Bookmark } from "lucide-react";
import { type FormEvent, useState } from "react";
import { fieldErrorOf, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import { heldByField } from "@/components/ui/held-focus";
import { Input } from "@/components/ui/input";

type SaveViewProps = {
  isBusy: boolean;
  error: unknown;
  onSave: (name: string, onSaved: () => void) => void;
};

/** A button that becomes the field for the name. */
export function SaveView({ isBusy, error, onSave }: SaveViewProps) {
  const [isNaming, setNaming] = useState(false);
  if (!isNaming) {
    return (
      <Button className="max-sm:col-span-2" onClick={() => setNaming(true)}>
        <Bookmark aria-hidden />
        Save view
      </Button>
    );
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name") ?? "").trim();
    if (name !== "") onSave(name, () => setNaming(false));
  };
  return (
    <form
      noValidate
      ref={heldByField}
      onSubmit={submit}
      onKeyDown={(event) => event.key === "Escape" && setNaming(false)}
      className="col-span-2 flex flex-wrap items-center gap-2"
    >
      <Input
        name="name"
        aria-label="Name of the view"
        placeholder="Name of the view"
        maxLength={60}
        autoComplete="off"
        className="w-44 grow sm:grow-0"
      />
      <Button type="submit" look="primary" busy={isBusy}>
        Save
      </Button>
      <Button onClick={() => setNaming(false)}>Cancel</Button>
      {Boolean(error) && <FieldError message={fieldErrorOf(error, "name") ?? messageOf(error)} />}
    </form>
  );
}
