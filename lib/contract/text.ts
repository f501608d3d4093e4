/** The rules for words that people and producers choose: what a text column, an index and a page can hold. */
import { z } from "zod";

/** True when Postgres can store it and every client prints the same: no NUL, no half of a surrogate pair. */
const isStorable = (value: string) => value.isWellFormed() && !value.includes("\u0000");

/** Free text of at most `max` UTF-16 units, put into Unicode's composed form so that equal names are equal. */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine(isStorable, "must not contain NUL or half of a surrogate pair")
    .transform((value) => value.normalize("NFC"));

/** A name a person reads: free text that is not blank. */
export const displayName = text(200).refine((value) => value.trim() !== "", "must not be blank");

/** `order.shipped`. */
export const eventTypeName = z
  .string()
  .max(128)
  .regex(
    /^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/,
    "must be letters, digits and underscores, in parts joined by dots",
  );

/** `network_event`; a second name beside the type under which people subscribe. */
export const categoryName = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.:-]*$/, "must be letters, digits and _ . : -");

/** `onboarding`; the second dimension of routing. */
export const channelName = z
  .string()
  .max(128)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.:/-]*$/, "must be letters, digits and _ . : / -");

/** A dialect's name, built in or of the workspace. */
export const dialectName = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9-]*$/, "must be lower-case letters, digits and hyphens, beginning with a letter");

/** The years that RFC 3339 can write, in UTC too: what lies outside cannot be read back from the database. */
const FIRST_INSTANT_MS = Date.parse("0001-01-01T00:00:00Z");
const LAST_INSTANT_MS = Date.parse("9999-12-31T23:59:59.999Z");

const isWritable = (value: string) => {
  const ms = Date.parse(value);
  return ms >= FIRST_INSTANT_MS && ms <= LAST_INSTANT_MS;
};

/** An instant as RFC 3339 with an offset; answers are always in UTC with milliseconds. */
export const instant = z.iso
  .datetime({ offset: true })
  .refine(isWritable, "must lie in the years 0001 to 9999, in UTC");

const suffix = "[0-7][0-9abcdefghjkmnpqrstvwxyz]{25}";

/** A public id such as `evt_01jv…`, described by its prefix. */
export const publicIdOf = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}_${suffix}$`), `must be an id that begins with ${prefix}_`);
