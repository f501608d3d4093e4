/** What stands around every page: getting about on a phone, the theme, and the workspace and project one is in. */
import { expect, newWorkspace, test } from "./dashboard";

test("on a phone everything is reached with a thumb", async ({ owner, workspace }) => {
  const { call, project } = workspace;
  await call("POST", "/projects", { name: "Hooli" });
  await owner.setViewportSize({ width: 390, height: 844 });
  await owner.goto(`/projects/${project}`);
  const bar = owner.getByRole("navigation", { name: "Main" });
  await bar.getByRole("link", { name: "Deliveries" }).click();
  await expect(owner.getByRole("heading", { name: "Deliveries", level: 1 })).toBeVisible();
  await expect(bar.getByRole("link", { name: "Deliveries" })).toHaveAttribute("aria-current", "page");
  await bar.getByRole("button", { name: "More" }).click();
  const sheet = owner.getByRole("dialog", { name: workspace.name });
  await sheet.getByRole("link", { name: "Event types" }).click();
  await expect(owner.getByRole("heading", { name: "Event types", level: 1 })).toBeVisible();
  await expect(sheet).toHaveCount(0);
  await owner.getByRole("button", { name: "Project: Initech" }).click();
  await owner.getByRole("menuitem", { name: "Hooli" }).click();
  await expect(owner.getByRole("heading", { name: "Hooli", level: 1 })).toBeVisible();
  await owner.getByRole("button", { name: "Go to" }).click();
  await owner.getByRole("combobox").fill("audit");
  await owner.getByRole("option", { name: /Audit log/ }).click();
  await expect(owner.getByRole("table", { name: "Audit log" })).toContainText("created project");
});

test("the theme one chose is there from the first byte; else it is the system's", async ({ owner }) => {
  const background = () => owner.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await owner.emulateMedia({ colorScheme: "light" });
  await owner.goto("/settings");
  const light = await background();
  await owner.emulateMedia({ colorScheme: "dark" });
  await expect.poll(background).not.toBe(light);
  const dark = await background();
  const choose = (name: string) => owner.getByTitle(name).and(owner.locator(":visible")).click();
  await choose("Light");
  await expect.poll(background).toBe(light);
  expect(await (await owner.request.get("/settings")).text()).toContain('data-theme="light"');
  await owner.reload();
  expect(await background()).toBe(light);
  await choose("Like the system");
  await expect.poll(background).toBe(dark);
});

test("a link into another workspace's project opens that very page, and one goes back by name", async ({
  owner,
  workspace,
  receiver,
}) => {
  const other = await newWorkspace();
  const { call, project } = other;
  const endpoint = await call<{ id: string }>("POST", `/projects/${project}/endpoints`, {
    url: receiver.url("/"),
  });
  await owner.goto("/projects");
  await owner.goto(`/projects/${project}/endpoints/${endpoint.id}`);
  await expect(owner).toHaveURL(new RegExp(`/projects/${project}/endpoints/${endpoint.id}$`));
  await expect(owner.getByRole("heading", { name: receiver.url("/") })).toBeVisible();
  await owner.goto(`/open-workspace?id=${workspace.id}`);
  await owner.goto(`/projects/${project}/deliveries?status=failed&q=order`);
  await expect(owner).toHaveURL(/\/deliveries\?status=failed&q=order$/);
  await expect(owner.getByRole("searchbox")).toHaveValue("order");

  await owner.getByRole("button", { name: `Workspace: ${other.name}` }).click();
  await owner.getByRole("menuitem", { name: workspace.name }).click();
  await expect(owner.getByRole("button", { name: `Workspace: ${workspace.name}` })).toBeVisible();
  await expect(owner.getByRole("link", { name: "Initech" })).toHaveAttribute(
    "href",
    new RegExp(workspace.project),
  );
  // Whatever the link says, it leads nowhere else.
  await owner.goto(
    `/open-workspace?id=${workspace.id}&page=${encodeURIComponent("//example.com/projects/")}`,
  );
  await expect(owner).toHaveURL(/\/projects$/);
});
