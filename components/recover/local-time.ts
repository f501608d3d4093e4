/** An instant as a `datetime-local` input has it: the reader's own clock, to the minute. */
export function localMinute(at: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The instant behind what such an input holds; null while it holds none. */
export function instantOf(localTime: string): string | null {
  const at = new Date(localTime);
  return localTime === "" || Number.isNaN(at.getTime()) ? null : at.toISOString();
}
