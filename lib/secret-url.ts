/**
 * URLs that are themselves credentials: whoever knows one can post. Promises that what is shown, stored in the clear
 * or logged of it tells where it leads and nothing that opens it.
 */
import { open, seal } from "./platform/secret-box";

const HIDDEN = "••••";
/** A path whose first parts are not secret by themselves, as hooks.slack.com has them. */
const KNOWN_PATH = /^\/services\/T[^/]*\/B[^/]*\/[^/]+$/;

/** The URL with its path masked: `https://hooks.slack.com/services/T…/B…/••••`, `https://proxy.example/••••`. */
export function maskedUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + (KNOWN_PATH.test(pathname) ? `/services/T…/B…/${HIDDEN}` : `/${HIDDEN}`);
}

/** Ids are uuids. */
type Owner = { projectId: string; id: string };
const boundTo = ({ projectId, id }: Owner) => `${projectId}|${id}|url`;

/** What is kept of an endpoint's secret URL: the masked form in the clear, the rest sealed to its row. */
export const sealedUrl = (owner: Owner, url: string): { url: string; urlSealed: string } => ({
  url: maskedUrl(url),
  urlSealed: seal(url, boundTo(owner)),
});

/** The secret URL itself, for sending. Throws when it was sealed for another row. */
export const openUrl = (owner: Owner, sealed: string): string => open(sealed, boundTo(owner));
