/**
 * What every journey begins with: the installation's owner in a browser, in a new workspace of the test's own,
 * so that no test sees what another left behind; and a server that receives.
 */
import { type Browser, test as base, expect, type Page } from "@playwright/test";
import { type Receiver, startReceiver } from "@/e2e/receiver";
import type { Role } from "@/lib/contract/scopes";
import { hydrated } from "./hydrated-page";
import { OWNER_STATE, signedIn } from "./owner";

export type Workspace = {
  id: string;
  name: string;
  key: string;
  project: string;
  /** Calls the API with the workspace's key; the answer must be a good one. */
  call: <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>;
};

const url = () => process.env.E2E_URL ?? "";

async function call<Answer>(key: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${url()}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as Answer;
}

/** A workspace with a project, both empty. */
export async function newWorkspace(): Promise<Workspace> {
  const name = `Globex ${Math.random().toString(36).slice(2, 8)}`;
  type Made = { id: string; apiKey: { key: string } };
  const { id, apiKey } = await call<Made>(process.env.E2E_ROOT_API_KEY ?? "", "POST", "/workspaces", {
    name,
  });
  const { key } = apiKey;
  const project = await call<{ id: string }>(key, "POST", "/projects", { name: "Initech" });
  return { id, name, key, project: project.id, call: (...asked) => call(key, ...asked) };
}

const NOBODY = { cookies: [], origins: [] };

/** A page in a browser in which nobody is signed in. */
export async function anotherBrowser(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ baseURL: url(), storageState: NOBODY });
  return hydrated(await context.newPage());
}

/** Somebody whom a link has let into the project's portal. */
export async function customerOf({ call, project }: Workspace, browser: Browser): Promise<Page> {
  const { url } = await call<{ url: string }>("POST", `/projects/${project}/portal-links`, { name: "Jane" });
  const page = await anotherBrowser(browser);
  await page.goto(url);
  await page.getByRole("button", { name: "Open" }).click();
  await page.waitForURL(/\/endpoints$/);
  return page;
}

let people = 0;

async function join(owner: Page, browser: Browser, workspace: Workspace, role: Role): Promise<Page> {
  const email = `${role}-${process.pid}-${++people}@example.com`;
  const headers = { origin: new URL(url()).origin, "x-workspace": workspace.id };
  const data = { name: `Vera ${role}`, email, role };
  const invited = await owner.request.post("/api/v1/workspace/members", { headers, data });
  const { hash } = new URL(((await invited.json()) as { joinLink: string }).joinLink);
  const token = new URLSearchParams(hash.slice(1)).get("token");
  const password = "another long password";
  const page = await anotherBrowser(browser);
  const chosen = await page.request.post("/api/v1/setup/join", { headers, data: { token, password } });
  expect(chosen.ok(), await chosen.text()).toBe(true);
  await signedIn(page.request, { email, password });
  return page;
}

type Fixtures = {
  workspace: Workspace;
  owner: Page;
  receiver: Receiver;
  /** Invites somebody with this role, and is them: signed in, in a browser of their own. */
  joined: (role: Role) => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  joined: async ({ owner, browser, workspace }, use) => use((role) => join(owner, browser, workspace, role)),
  storageState: OWNER_STATE,
  page: async ({ page }, use) => use(hydrated(page)),
  // Whatever the root key makes belongs to the owner, who was there before.
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  workspace: async ({}, use) => use(await newWorkspace()),
  owner: async ({ page, workspace }, use) => {
    await page.goto(`/open-workspace?id=${workspace.id}`);
    await use(page);
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  receiver: async ({}, use) => {
    const receiver = await startReceiver();
    await use(receiver);
    await receiver.close();
  },
});

export { expect };
