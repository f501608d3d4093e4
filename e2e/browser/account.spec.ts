import type { Browser, Page } from "@playwright/test";
import { codeAt } from "@/lib/time-codes";
import { anotherBrowser, expect, test, type Workspace } from "./dashboard";

const PASSWORD = "correct horse battery";

/** Somebody new in the workspace, who has joined and is signed in, in a browser of their own. */
async function joined(owner: Page, browser: Browser, workspace: Workspace) {
  const email = `max-${Date.now()}@example.com`;
  const link = await owner.evaluate(
    async ([workspaceId, address]) => {
      const answer = await fetch("/api/v1/workspace/members", {
        method: "POST",
        headers: { "content-type": "application/json", "x-workspace": workspaceId },
        body: JSON.stringify({ name: "Max", email: address, role: "member" }),
      });
      return ((await answer.json()) as { joinLink: string }).joinLink;
    },
    [workspace.id, email] as const,
  );
  const page = await anotherBrowser(browser);
  await page.goto(link);
  await page.getByLabel("Choose a password").fill(PASSWORD);
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByRole("heading", { name: "Projects", level: 1 })).toBeVisible();
  return { page, email };
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The key behind a base32 secret (RFC 4648). */
function keyOf(secret: string): Buffer {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

test("a second factor is asked for at the next sign-in, and a recovery code gets round it", async ({
  owner,
  browser,
  workspace,
}) => {
  const { page, email } = await joined(owner, browser, workspace);
  await page.getByRole("link", { name: /^Max/ }).click();
  const factor = page.getByRole("region", { name: "Second factor" });
  await factor.getByLabel("Your password").fill(PASSWORD);
  await factor.getByRole("button", { name: "Turn on" }).click();
  await expect(factor.getByRole("img", { name: "The key, to scan" })).toBeVisible();
  const key = keyOf(
    ((await factor.getByRole("status", { name: "Key" }).textContent()) ?? "").replaceAll(" ", ""),
  );
  await factor.getByLabel("Code").fill("000000");
  await factor.getByRole("button", { name: "Confirm" }).click();
  await expect(factor.getByText("is not right")).toBeVisible();
  await factor.getByLabel("Code").fill(codeAt(key, Math.floor(Date.now() / 30_000)));
  await factor.getByRole("button", { name: "Confirm" }).click();
  const codes = factor.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(codes).toHaveCount(10);
  const recovery = (await codes.first().textContent()) ?? "";
  await factor.getByRole("button", { name: "I have stored them" }).click();
  await expect(factor.getByText("10 of 10 recovery codes are left")).toBeVisible();

  const phone = await anotherBrowser(browser);
  await signIn(phone, email, PASSWORD);
  await expect(phone.getByText("Now the code from your app.")).toBeVisible();
  await phone.getByLabel("Code").fill(recovery);
  await phone.getByRole("button", { name: "Sign in" }).click();
  await expect(phone.getByRole("heading", { name: "Projects", level: 1 })).toBeVisible();
});

test("a session is seen and ended from another browser; signing out ends one only", async ({
  owner,
  browser,
  workspace,
}) => {
  const { page, email } = await joined(owner, browser, workspace);
  const phone = await anotherBrowser(browser);
  await signIn(phone, email, PASSWORD);
  await expect(phone.getByRole("heading", { name: "Projects", level: 1 })).toBeVisible();
  await page.goto("/account");
  await page.getByRole("button", { name: /^End the session/ }).click();
  await expect(page.getByText("Session ended.")).toBeVisible();
  await phone.goto("/projects");
  await expect(phone).toHaveURL(/sign-in/);

  await signIn(phone, email, PASSWORD);
  await phone.getByRole("button", { name: "Sign out" }).click();
  await expect(phone).toHaveURL(/sign-in/);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Account", level: 1 })).toBeVisible();
});

test("a changed password ends the others; a forgotten one is chosen anew by an admin's link", async ({
  owner,
  browser,
  workspace,
}) => {
  const { page, email } = await joined(owner, browser, workspace);
  const phone = await anotherBrowser(browser);
  await signIn(phone, email, PASSWORD);
  await expect(phone.getByRole("heading", { name: "Projects", level: 1 })).toBeVisible();
  await page.goto("/account");
  await page.getByLabel("Current password").fill("not the password");
  await page.getByLabel("New password").fill("another long password");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Is not right")).toBeVisible();
  await page.getByLabel("Current password").fill(PASSWORD);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Password changed.")).toBeVisible();
  await phone.goto("/projects");
  await expect(phone).toHaveURL(/sign-in/);

  await owner.goto("/members");
  await owner.getByRole("button", { name: "Reset link for Max" }).click();
  const link = (await owner.getByRole("status", { name: "Link" }).textContent()) ?? "";
  await phone.goto(link);
  await phone.getByLabel("New password").fill("a third long password");
  await phone.getByRole("button", { name: "Change password" }).click();
  await expect(phone.getByRole("heading", { name: "Projects", level: 1 })).toBeVisible();
  await page.reload();
  await expect(page).toHaveURL(/sign-in/);
});
