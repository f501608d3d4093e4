/** What arrives changes a page where one looks at it, and pushes nothing out of its place. */
import { status } from "@/e2e/receiver";
import { expect, test } from "./dashboard";
import { fill } from "./filled-project";
import { complete, observe, shiftsOn } from "./page-faults";

test("nothing moves while data loads or arrives", async ({ owner, workspace, receiver }) => {
  test.setTimeout(120_000);
  const { call } = workspace;
  const { project, endpoint, event, delivery } = await fill(workspace, receiver);
  const base = `/projects/${project}`;
  await observe(owner);
  const faults: string[] = [];
  let n = 0;
  for (const page of [
    base,
    `${base}/endpoints`,
    `${base}/endpoints/${endpoint}`,
    `${base}/deliveries`,
    `${base}/deliveries?status=failed`,
    `${base}/deliveries/${delivery}`,
    `${base}/events`,
    `${base}/events/${event}`,
    `${base}/runs`,
    "/event-types",
    "/projects",
  ]) {
    await owner.goto(page);
    await complete(owner);
    await expect(
      owner
        .getByRole("status")
        .filter({ hasText: /^Live$/ })
        .first(),
    ).toBeVisible();
    const told = owner.waitForResponse((response) =>
      /\/api\/v1\/projects\/.*(deliveries|events|endpoints)/.test(response.url()),
    );
    receiver.answerAt("/shop", status(n % 2 ? 200 : 500));
    await call("POST", `${base}/events`, { type: `news.no${++n}`, data: {}, run: "loan/42" });
    if (page.startsWith(base)) await told;
    await complete(owner);
    faults.push(...(await shiftsOn(owner)).map((shift) => `${page}: ${shift}`));
  }
  expect(faults).toEqual([]);
});
