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
  ]) {
    await owner.goto(page);
    await complete(owner);
    await expect(
      owner
        .getByRole("status")
        .filter({ hasText: /^Live$/ })
        .first(),
    ).toBeVisible();
    const told = owner.waitForResponse((response) => response.url().includes(`/api/v1${base}/`), {
      timeout: 20_000,
    });
    receiver.answerAt("/shop", status(n % 2 ? 200 : 500));
    await call("POST", `${base}/events`, { type: `news.no${++n}`, data: {}, run: "loan/42" });
    await told.catch(() => faults.push(`${page} is not told`));
    if (/(deliveries|events|endpoints\/ep_\w+)$/.test(page))
      await expect(owner.getByText(`news.no${n}`).filter({ visible: true }).first()).toBeVisible();
    await complete(owner);
    faults.push(...(await shiftsOn(owner)).map((shift) => `${page}: ${shift}`));
  }
  expect(faults).toEqual([]);
});
