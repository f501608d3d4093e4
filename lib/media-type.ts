/** What counts as JSON in a Content-Type. */

/** `application/json`, `application/cloudevents+json`, any case; UTF-8 or nothing said about it. */
export function isJsonType(contentType: string | null): boolean {
  const [type = "", ...parameters] = (contentType ?? "").toLowerCase().split(";");
  const charset = parameters.map((each) => each.trim()).find((each) => each.startsWith("charset="));
  return (
    /^application\/([a-z0-9.-]+\+)?json$/.test(type.trim()) &&
    (!charset || /^charset="?utf-8"?$/.test(charset))
  );
}
