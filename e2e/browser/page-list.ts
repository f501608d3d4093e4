/** Every page there is, by the path of its file; a test holds the list to the files. */
import * as fs from "node:fs";
import path from "node:path";
import type { Filled } from "./filled-project";

/** Whose page it is: a member's, a customer's in the portal, or anybody's. */
export type Visitor = "member" | "customer" | "nobody";
type Listed = { visitor: Visitor; at: (filled: Filled) => string };

const member = (at: Listed["at"]): Listed => ({ visitor: "member", at });
const customer = (at: Listed["at"]): Listed => ({ visitor: "customer", at });
const nobody = (address: string): Listed => ({ visitor: "nobody", at: () => address });

export const PAGES: Record<string, Listed> = {
  "/": member(() => "/"),
  "/sign-in": nobody("/sign-in"),
  "/forgot-password": nobody("/forgot-password"),
  "/reset-password": nobody("/reset-password#token=none"),
  "/setup": nobody("/setup#token=none"),
  "/join": nobody("/join#token=none"),
  "/projects": member(() => "/projects"),
  "/projects/[project]": member(({ project }) => `/projects/${project}`),
  "/projects/[project]/endpoints": member(({ project }) => `/projects/${project}/endpoints`),
  "/projects/[project]/endpoints/new": member(({ project }) => `/projects/${project}/endpoints/new`),
  "/projects/[project]/endpoints/[endpoint]": member(
    ({ project, endpoint }) => `/projects/${project}/endpoints/${endpoint}`,
  ),
  "/projects/[project]/endpoints/[endpoint]/edit": member(
    ({ project, endpoint }) => `/projects/${project}/endpoints/${endpoint}/edit`,
  ),
  "/projects/[project]/endpoints/[endpoint]/verify": member(
    ({ project, endpoint }) => `/projects/${project}/endpoints/${endpoint}/verify`,
  ),
  "/projects/[project]/deliveries": member(({ project }) => `/projects/${project}/deliveries`),
  "/projects/[project]/deliveries/[delivery]": member(
    ({ project, delivery }) => `/projects/${project}/deliveries/${delivery}`,
  ),
  "/projects/[project]/events": member(({ project }) => `/projects/${project}/events`),
  "/projects/[project]/events/publish": member(
    ({ project, type }) => `/projects/${project}/events/publish?type=${type}`,
  ),
  "/projects/[project]/events/[event]": member(
    ({ project, event }) => `/projects/${project}/events/${event}`,
  ),
  "/projects/[project]/runs": member(({ project }) => `/projects/${project}/runs`),
  "/projects/[project]/portal-links": member(({ project }) => `/projects/${project}/portal-links`),
  "/event-types": member(() => "/event-types"),
  "/event-types/[name]": member(({ type }) => `/event-types/${type}`),
  "/event-types/[name]/message": member(({ type }) => `/event-types/${type}/message`),
  "/dialects": member(() => "/dialects"),
  "/dialects/new": member(() => "/dialects/new"),
  "/dialects/infer": member(() => "/dialects/infer"),
  "/dialects/[name]": member(({ dialect }) => `/dialects/${dialect}`),
  "/play": member(() => "/play"),
  "/play/inboxes/[inbox]": member(({ inbox }) => `/play/inboxes/${inbox}`),
  "/api-keys": member(() => "/api-keys"),
  "/members": member(() => "/members"),
  "/audit-log": member(() => "/audit-log"),
  "/settings": member(() => "/settings"),
  "/account": member(() => "/account"),
  "/installation": member(() => "/installation"),
  "/portal/[project]": { visitor: "nobody", at: ({ project }) => `/portal/${project}` },
  "/portal/[project]/endpoints": customer(({ project }) => `/portal/${project}/endpoints`),
  "/portal/[project]/endpoints/new": customer(({ project }) => `/portal/${project}/endpoints/new`),
  "/portal/[project]/endpoints/[endpoint]": customer(
    ({ project, endpoint }) => `/portal/${project}/endpoints/${endpoint}`,
  ),
  "/portal/[project]/endpoints/[endpoint]/edit": customer(
    ({ project, endpoint }) => `/portal/${project}/endpoints/${endpoint}/edit`,
  ),
  "/portal/[project]/endpoints/[endpoint]/verify": customer(
    ({ project, endpoint }) => `/portal/${project}/endpoints/${endpoint}/verify`,
  ),
  "/portal/[project]/deliveries": customer(({ project }) => `/portal/${project}/deliveries`),
  "/portal/[project]/deliveries/[delivery]": customer(
    ({ project, delivery }) => `/portal/${project}/deliveries/${delivery}`,
  ),
  "/portal/[project]/events": customer(({ project }) => `/portal/${project}/events`),
  "/portal/[project]/events/[event]": customer(({ project, event }) => `/portal/${project}/events/${event}`),
  "/portal/[project]/runs": customer(({ project }) => `/portal/${project}/runs`),
  "/portal/[project]/event-types": customer(({ project }) => `/portal/${project}/event-types`),
};

/** The paths of all pages, from the files that make them. */
export function pagesOfFiles(): string[] {
  const app = path.resolve(import.meta.dirname, "../../app");
  return fs
    .readdirSync(app, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "page.tsx")
    .map((file) => {
      const folders = path.dirname(file).split(path.sep);
      return `/${folders.filter((folder) => folder !== "." && !folder.startsWith("(")).join("/")}`;
    });
}
