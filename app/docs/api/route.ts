/** Where people look for the reference. */
export function GET(): Response {
  return new Response(null, { status: 308, headers: { Location: "/api/docs" } });
}
