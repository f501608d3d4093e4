/**
 * What every journey begins with: the installation's owner in a browser, in a new workspace of the test's own,
 * so that no test sees what another left behind; and a server that receives.
 */
import { test as base, expect, type Page } from "@playwright/test";
import { type Receiver, startReceiver } from "@/e2e/receiver";
import { hydrated } from "./hydrated-page";

const OWNER = { name: "Olga Owner", email: "olga@example.com", password: "correct horse battery" };

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

/** Signs in, or sets the installation up when nobody has. */
async function enter(page: Page): Promise<void> {
  await page.goto("/sign-in");
  const isNew = await page.getByText("Not set up yet").isVisible();
  if (isNew) {
    await page.goto(process.env.E2E_SETUP_URL ?? "");
    await page.getByLabel("Workspace").fill("First");
    await page.getByLabel("Your name").fill(OWNER.name);
    await page.getByLabel("E-mail").fill(OWNER.email);
    await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await page.getByRole("button", { name: "Create workspace" }).click();
  } else {
    await page.getByLabel("E-mail").fill(OWNER.email);
    await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await page.getByRole("button", { name: "Sign in" }).click();
  }
  await page.waitForURL((at) => !/^\/(sign-in|setup)/.test(at.pathname));
}

async function newWorkspace(): Promise<Workspace> {
  const name = `Globex ${Math.random().toString(36).slice(2, 8)}`;
  type Made = { id: string; apiKey: { key: string } };
  const { id, apiKey } = await call<Made>(process.env.E2E_ROOT_API_KEY ?? "", "POST", "/workspaces", {
    name,
  });
  const { key } = apiKey;
  const project = await call<{ id: string }>(key, "POST", "/projects", { name: "Initech" });
  return { id, name, key, project: project.id, call: (...asked) => call(key, ...asked) };
}

type Fixtures = { workspace: Workspace; owner: Page; receiver: Receiver };

export const test = base.extend<Fixtures>({
  page: async ({ page }, use) => use(hydrated(page)),
  // The owner comes first: whatever the root key makes belongs to them.
  workspace: async ({ page }, use) => {
    await enter(page);
    await use(await newWorkspace());
  },
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
