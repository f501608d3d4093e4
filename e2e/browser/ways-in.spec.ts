/** Invitations and resets by mail, another provider, and alerts: on an installation where all of it is configured. */
import { type Browser, expect, type Page, test } from "@playwright/test";
import pg from "pg";
import { CLIENT, type Issuer, startIssuer } from "@/app/auth/oidc-issuer.fixture";
import { backends, type Product, startProduct } from "@/e2e/product";
import { partsOf, type SmtpServer, startSmtpServer } from "@/lib/smtp-server.fixture";
import { hydrated } from "./hydrated-page";

const OWNER = { email: "olga@example.com", password: "correct horse battery" };

let smtp: SmtpServer;
let issuer: Issuer;
let product: Product;
let url: string;

test.describe.configure({ mode: "serial", timeout: 120_000 });

test.beforeAll(async () => {
  smtp = await startSmtpServer();
  issuer = await startIssuer();
  product = await startProduct({
    backend: backends()[0] ?? "postgres",
    env: {
      SMTP_URL: smtp.url,
      MAIL_FROM: "Posthorn <posthorn@example.com>",
      OIDC_ISSUER: issuer.url,
      OIDC_CLIENT_ID: CLIENT.id,
      OIDC_CLIENT_SECRET: CLIENT.secret,
      OIDC_NAME: "Globex ID",
    },
  });
  url = product.urls[0] ?? "";
});

test.afterAll(async () => {
  await product?.stop();
  await issuer?.close();
  await smtp?.close();
});

const fresh = async (browser: Browser) =>
  hydrated(await (await browser.newContext({ baseURL: url })).newPage());
const linkIn = (text: string) => /https?:\/\/\S+#\S+/.exec(text)?.[0] ?? "";
const arrived = (page: Page) =>
  expect(page.getByRole("heading", { name: "Projects", level: 1 })).toBeVisible();

async function signIn(page: Page, { email, password }: typeof OWNER): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

test("an invitation comes by mail, and its link lets the person join", async ({ browser }) => {
  const owner = await fresh(browser);
  await owner.goto(product.webs[0]?.setupUrl() ?? "");
  await owner.getByLabel("Workspace").fill("Globex");
  await owner.getByLabel("Your name").fill("Olga Owner");
  await owner.getByLabel("E-mail").fill(OWNER.email);
  await owner.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await owner.getByRole("button", { name: "Create workspace" }).click();
  await arrived(owner);
  await owner.goto("/members");
  for (const [name, email] of [
    ["Max", "max@example.com"],
    ["Ida", "ida@example.com"],
  ] as const) {
    await owner.getByRole("button", { name: "Invite person" }).click();
    await owner.getByLabel("Name").fill(name);
    await owner.getByLabel("E-mail").fill(email);
    await owner.getByRole("button", { name: "Invite", exact: true }).click();
    const invited = owner.getByRole("region", { name: "Invited" });
    await expect(invited).toContainText(`We are mailing ${name} a link to ${email}.`);
    // Who uses it has the mailbox: nobody else sees it.
    await expect(owner.getByText("#token=")).toHaveCount(0);
    await invited.getByRole("button", { name: "Done" }).click();
  }
  const { subject, text } = partsOf(await smtp.mailTo("max@example.com"));
  expect(subject).toBe("Join Globex on Posthorn");
  const max = await fresh(browser);
  await max.goto(linkIn(text));
  await max.getByLabel("Choose a password").fill("another long password");
  await max.getByRole("button", { name: "Join" }).click();
  await arrived(max);
});

test("a mail that cannot be delivered is seen beside the person", async ({ browser }) => {
  smtp.refuseWith("550 5.1.1 nobody of that name");
  const owner = await fresh(browser);
  await signIn(owner, OWNER);
  await arrived(owner);
  await owner.goto("/members");
  await owner.getByRole("button", { name: "Invite person" }).click();
  await owner.getByLabel("Name").fill("Nobody");
  await owner.getByLabel("E-mail").fill("nobody@example.com");
  await owner.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(owner.getByRole("row", { name: /Nobody/ }).getByText("mail failed")).toBeVisible();
  smtp.refuseWith(null);
});

test("a forgotten password is chosen anew by mail, and every session is over", async ({ browser }) => {
  const before = await fresh(browser);
  await signIn(before, { email: "max@example.com", password: "another long password" });
  await arrived(before);
  smtp.mails.length = 0;
  const page = await fresh(browser);
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgotten password?" }).click();
  await expect(page.getByRole("heading", { name: "Forgotten password", level: 1 })).toBeVisible();
  await page.getByLabel("E-mail").fill("max@example.com");
  await page.getByRole("button", { name: "Send link" }).click();
  await expect(page.getByRole("status")).toContainText("a link is on its way");
  await page.goto(linkIn(partsOf(await smtp.mailTo("max@example.com")).text));
  await page.getByLabel("New password").fill("a third long password");
  await page.getByRole("button", { name: "Change password" }).click();
  await arrived(page);
  await before.goto("/projects");
  await expect(before).toHaveURL(/sign-in/);
});

test("somebody invited joins through the other provider, and comes in that way again", async ({
  browser,
}) => {
  issuer.person = { sub: "ida", email: "ida@example.com", email_verified: true };
  const page = await fresh(browser);
  await page.goto("/sign-in?callbackUrl=/account");
  await page.getByRole("button", { name: "Continue with Globex ID" }).click();
  await expect(page.getByRole("heading", { name: "Account", level: 1 })).toBeVisible();
  await expect(page.getByRole("region", { name: "Other ways in" })).toContainText("ida@example.com");
  await expect(page.getByRole("region", { name: "Password" })).toContainText("You have none");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Continue with Globex ID" }).click();
  await arrived(page);
});

test("who has a new account with the provider removes the old way in, and comes in by the new one", async ({
  browser,
}) => {
  issuer.person = { sub: "ida-2", email: "ida@example.com", email_verified: true };
  const page = await fresh(browser);
  await page.goto("/sign-in?callbackUrl=/account");
  await page.getByRole("button", { name: "Continue with Globex ID" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Another account of the same provider");

  smtp.mails.length = 0;
  await page.getByRole("link", { name: "Forgotten password?" }).click();
  await expect(page.getByRole("heading", { name: "Forgotten password", level: 1 })).toBeVisible();
  await page.getByLabel("E-mail").fill("ida@example.com");
  await page.getByRole("button", { name: "Send link" }).click();
  await expect(page.getByRole("status")).toContainText("a link is on its way");
  await page.goto(linkIn(partsOf(await smtp.mailTo("ida@example.com")).text));
  await page.getByLabel("New password").fill("a fourth long password");
  await page.getByRole("button", { name: "Change password" }).click();
  await arrived(page);
  await page.goto("/account");
  await page.getByRole("button", { name: "Remove Single sign-on" }).click();
  const question = page.getByRole("region", { name: "Remove Single sign-on?" });
  await question.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("Single sign-on is removed.")).toBeVisible();
  await expect(page.getByRole("region", { name: "Other ways in" })).toHaveCount(0);

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Continue with Globex ID" }).click();
  await arrived(page);
  issuer.person = { sub: "ida", email: "ida@example.com", email_verified: true };
  const old = await fresh(browser);
  await old.goto("/sign-in");
  await old.getByRole("button", { name: "Continue with Globex ID" }).click();
  await expect(old.getByRole("alert").first()).toContainText("Another account of the same provider");
});

test("a stranger and an unverified address are told why they are not let in", async ({ browser }) => {
  const page = await fresh(browser);
  issuer.person = { sub: "eve", email: "eve@example.com", email_verified: true };
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Continue with Globex ID" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Nobody here has that e-mail address");
  issuer.person = { sub: "eve", email: OWNER.email, email_verified: false };
  await page.getByRole("button", { name: "Continue with Globex ID" }).click();
  await expect(page.getByRole("alert").first()).toContainText("verified");
  await page.goto("/projects");
  await expect(page).toHaveURL(/sign-in/);
});

test("an alert is added, tried out, and sent by the worker when an endpoint keeps failing", async ({
  browser,
}) => {
  const owner = await fresh(browser);
  await signIn(owner, OWNER);
  await arrived(owner);
  await owner.goto("/settings");
  const alerts = owner.getByRole("region", { name: "Alerts" });
  await alerts.getByRole("button", { name: "Add alert" }).click();
  await alerts.getByLabel("For how many minutes").fill("1");
  await alerts.getByLabel("To").fill("ops@example.com");
  await alerts.getByRole("button", { name: "Add alert" }).click();
  await expect(alerts.getByText("An endpoint keeps failing for 1 minute")).toBeVisible();
  await alerts.getByRole("button", { name: /^Send a test/ }).click();
  await expect(owner.getByText("Test sent.")).toBeVisible();
  expect(partsOf(await smtp.mailTo("ops@example.com")).subject).toBe("Posthorn: A test of an alert");
  smtp.mails.length = 0;

  await owner.evaluate(async () => {
    const post = async (path: string, body: unknown) => {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(`/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
      return answer.json();
    };
    const { id } = await post("/projects", { name: "Initech" });
    // Nobody listens there.
    await post(`/projects/${id}/endpoints`, { url: "http://127.0.0.1:1999/hook" });
    await post(`/projects/${id}/events`, { type: "order.created", data: {} });
  });
  const database = new pg.Client({ connectionString: product.databaseUrl });
  await database.connect();
  // It fails by itself; only the minute is not waited for.
  await expect
    .poll(async () => {
      const text = `UPDATE endpoint_states SET failing_since = now() - interval '2 minutes'
        WHERE failing_since IS NOT NULL`;
      return (await database.query(text)).rowCount;
    })
    .toBe(1);
  await database.end();
  const mail = partsOf(await smtp.mailTo("ops@example.com"));
  expect(mail.subject).toBe("Posthorn: An endpoint is failing");
  expect(mail.text).toContain("http://127.0.0.1:1999/hook (Initech)");
  await expect(alerts.getByText(/1 endpoint now/)).toBeVisible({ timeout: 30_000 });
});
