/** Writes dates as the British do, but every month with three letters: theirs has four for September. */
export function dateFormat(options: Intl.DateTimeFormatOptions): (at: Date | number) => string {
  const { format } = new Intl.DateTimeFormat("en-GB", options);
  return (at) => format(at).replace(/\bSept\b/, "Sep");
}
