/** Which pictures are taken: every page in every state that it can be in. */
import type { Shot, Weather } from "./camera";
import { overlaysOf } from "./overlays";
import { addressOf, fileNameOf, type Places, routePages } from "./pages";

/** Pages as one person sees them. */
export type Scene = { name: string; cookies: string; shots: Shot[] };

export type Cast = {
  /** Cookies of who looks, by where they look. */
  owner: string;
  newcomer: string;
  /** In a workspace without a project. */
  beginner: string;
  customer: string;
  emptyCustomer: string;
  nobody: string;
  filled: Places;
  empty: Places;
  /** Ids of nothing. */
  gone: Places;
  /** The endpoint that overlays are taken of, and its secret. */
  subject: { id: string; secret: string };
  /** Pages for people who are not signed in, with what follows their address. */
  doors: { pattern: string; name: string; query: string }[];
};

const isDoor = (pattern: string) => /^\/(sign-in|setup|join|forgot-password|reset-password)?$/.test(pattern);
const isPortal = (pattern: string) => pattern.startsWith("/portal/");

function shotsOf(patterns: readonly string[], places: Places, weather: Weather): Shot[] {
  return patterns.flatMap((pattern) => {
    const address = addressOf(pattern, places);
    return address ? [{ name: fileNameOf(pattern), address, weather }] : [];
  });
}

/** What is taken once everything is there. */
export function scenesOf(root: string, cast: Cast): Scene[] {
  const pages = routePages(root).filter((pattern) => !isDoor(pattern));
  const own = pages.filter((pattern) => !isPortal(pattern));
  const portal = pages.filter(isPortal);
  const both = (places: Places, weather: Weather) => shotsOf([...own, ...portal], places, weather);
  const withIds = own.filter((pattern) => /\[/.test(pattern));
  const overlays = overlaysOf(cast.subject.secret).flatMap(
    ({ name, pattern, query = "", isWhole, prepare }) => {
      const address = addressOf(pattern, { ...cast.filled, endpoint: cast.subject.id });
      if (!address) return [];
      return [
        { name, address: address + query, weather: "fair" as const, isWhole: isWhole ?? false, prepare },
      ];
    },
  );
  const { owner, newcomer, customer, emptyCustomer, nobody, filled, empty, gone } = cast;
  const customers = `${owner}; ${customer}`;
  return [
    { name: "filled", cookies: customers, shots: both(filled, "fair") },
    { name: "open", cookies: owner, shots: overlays },
    { name: "empty", cookies: `${newcomer}; ${emptyCustomer}`, shots: both(empty, "fair") },
    { name: "first", cookies: cast.beginner, shots: shotsOf(own, {}, "fair") },
    { name: "failing", cookies: customers, shots: both(filled, "failing") },
    { name: "offline", cookies: owner, shots: shotsOf(own.slice(0, 12), filled, "offline") },
    { name: "loading", cookies: customers, shots: both(filled, "loading") },
    { name: "gone", cookies: owner, shots: shotsOf(withIds, gone, "fair") },
    {
      name: "doors",
      cookies: nobody,
      shots: cast.doors.map(({ pattern, name, query }) => ({
        name,
        address: pattern + query,
        weather: "fair",
      })),
    },
  ];
}
