import { openApiDocument } from "@/lib/openapi";
import { version } from "@/lib/platform/version";

let text: string | undefined;

/** The API's description; made once. */
export function GET(): Response {
  text ??= JSON.stringify(openApiDocument(version));
  return new Response(text, {
    headers: {
      "Content-Type": "application/json",
      "Cache-Control": "no-cache",
      "X-Content-Type-Options": "nosniff",
    },
  });
}
