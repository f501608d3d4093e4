/** What a route is: where it stands, who may call it, what goes in and what comes out. */
import type { z } from "zod";
import type { Permission } from "./scopes";

/** What stands between a request and its handler; `app/api/with-principal.ts` enforces it. */
export type Gate = {
  /** What the caller must be allowed to do; `null`: whoever is authenticated. */
  scope: Permission | null;
  /** The route is about no workspace in particular. */
  outside?: true;
  /** `{project}`, `{endpoint}`, `{delivery}` of the path are looked up and handed over. */
  project?: true;
  endpoint?: true;
  delivery?: true;
  /** Only for people: keys and portals have no account. */
  person?: true;
  /** Not about a project, and yet a project's portal may read it: the catalogue. */
  portal?: true;
  body?: z.ZodType;
  /** An empty body stands for `{}`. */
  bodyOptional?: true;
  /** The handler reads the body itself. */
  rawBody?: true;
  query?: z.ZodType;
  /** What the route takes from the caller's rate limit; 1 unless given. */
  cost?: number;
  /** The shape of the answer and its status, 200 unless given; no `answer` is no body. */
  answer?: z.ZodType;
  status?: number;
};

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** A gate with its place and its words, as the documentation needs them. */
export type Route = Gate & {
  method: Method;
  /** `/api/v1/projects/{project}`. */
  path: string;
  summary: string;
  tag: string;
  /** The media types of an answer that is a file. */
  files?: readonly string[];
};
