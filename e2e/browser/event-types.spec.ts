import { expect, test } from "./dashboard";

test("a catalogue comes in from an OpenAPI document, is written on, and is what a test event sends", async ({
  owner,
  workspace,
  receiver,
}) => {
  const document = {
    openapi: "3.1.0",
    webhooks: {
      "parcel.lost": {
        post: {
          summary: "A parcel was lost.",
          tags: ["parcels"],
          requestBody: { content: { "application/json": { example: { id: 1 } } } },
        },
      },
      "no type": { post: {} },
    },
  };
  await owner.goto("/event-types");
  await owner.getByRole("button", { name: "Import" }).click();
  await owner.getByLabel("Import", { exact: true }).selectOption("openapi");
  const buffer = Buffer.from(JSON.stringify(document));
  await owner
    .getByLabel("Document")
    .setInputFiles({ name: "openapi.json", mimeType: "application/json", buffer });
  await owner.getByRole("button", { name: "Import" }).click();
  await expect(owner.getByText("1 type added, 0 changed, 0 as they were")).toBeVisible();
  await expect(owner.getByText("no type")).toBeVisible();
  await owner.getByRole("button", { name: "Done" }).click();

  const base = `/projects/${workspace.project}`;
  const subscribed = { url: receiver.url("/parcels"), subscriptions: ["parcel.*"] };
  const endpoint = await workspace.call<{ id: string }>("POST", `${base}/endpoints`, subscribed);
  await owner.getByRole("link", { name: "parcel.lost" }).click();
  await expect(owner.getByRole("link", { name: /Initech.*parcels/ })).toBeVisible();
  await owner.getByLabel("Example").fill('{"id": 12345678901234567890');
  await expect(owner.getByText("This is not JSON yet.")).toBeVisible();
  await owner.getByLabel("Example").fill('{"id": 12345678901234567890}');
  await owner.getByRole("button", { name: "Save" }).click();
  await expect(owner.getByText("Event type saved.")).toBeVisible();

  await workspace.call("POST", `${base}/endpoints/${endpoint.id}/test`, { type: "parcel.lost" });
  const [request] = await receiver.waitFor(1, { path: "/parcels" });
  expect(request?.body.toString()).toContain('"data":{"id": 12345678901234567890}');

  await owner.getByRole("button", { name: "Archive" }).click();
  await expect(owner.getByText("Archived: no longer offered")).toBeVisible();
  await owner.goto("/event-types");
  await expect(owner.getByRole("link", { name: "parcel.lost" })).toHaveCount(0);
  await owner.getByRole("button", { name: "Show archived types" }).click();
  await expect(owner.getByRole("link", { name: "parcel.lost" })).toBeVisible();
});

test("a company's own catalogue comes in with one click, with the note a support person needs", async ({
  owner,
  workspace,
}) => {
  await workspace.call("PATCH", "/workspace", { dialect: "spectora" });
  await owner.goto("/event-types");
  await owner.getByRole("button", { name: "Import" }).click();
  await expect(owner.getByLabel("Import", { exact: true })).toHaveValue("spectora");
  await owner.getByRole("button", { name: "Import" }).click();
  await expect(owner.getByText("11 types added, 0 changed, 0 as they were")).toBeVisible();
  await owner.getByRole("button", { name: "Done" }).click();
  const published = owner.getByRole("row").filter({ hasText: "inspection.published" });
  await expect(published).toContainText("does not fire on quick publish");
});
