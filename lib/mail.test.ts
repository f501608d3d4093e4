import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { asHtml, asText } from "./mail";
import { partsOf, type SmtpServer, startSmtpServer } from "./smtp-server.fixture";

let smtp: SmtpServer;
beforeEach(async () => {
  smtp = await startSmtpServer();
  vi.stubEnv("DATABASE_URL", "postgres://unused");
  vi.stubEnv("ENCRYPTION_KEYS", "k1:unused");
  vi.stubEnv("APP_SECRET", "unused".repeat(8));
  vi.stubEnv("SMTP_URL", smtp.url);
  vi.stubEnv("MAIL_FROM", "Posthorn <posthorn@example.com>");
  vi.resetModules();
  globalThis.posthorn?.delete("mail-transport");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await smtp.close();
});

declare global {
  var posthorn: Map<string, unknown> | undefined;
}

const LETTER = {
  to: "max@example.com",
  subject: "Join Grüße\r\nBcc: everybody@example.com",
  paragraphs: ['<script>alert("1")</script> has invited you.\r\n.\r\nSubject: another', "Second."],
  link: { words: "Join", url: "https://hooks.example.com/join#token=a&email=max%40example.com" },
};

test("a letter arrives as text and as HTML that says the same and loads nothing", async () => {
  const { sendMail } = await import("./mail");
  expect(await sendMail(LETTER)).toEqual({ sent: true });
  const mail = await smtp.mailTo("max@example.com");
  expect(mail).toMatchObject({ from: "posthorn@example.com", to: ["max@example.com"] });
  expect(mail.raw).not.toMatch(/^Bcc:/im);
  expect(mail.raw).toMatch(/^Auto-Submitted: auto-generated/im);
  const { text, html } = partsOf(mail);
  expect(text).toContain('<script>alert("1")</script> has invited you. . Subject: another');
  expect(text).toContain(LETTER.link.url);
  expect(html).toContain("&lt;script&gt;");
  expect(html).toContain('href="https://hooks.example.com/join#token=a&amp;email=max%40example.com"');
  expect(html).not.toMatch(/<script|<img|src=/);
});

test("a refusal is a value in the server's words", async () => {
  smtp.refuseWith("550 5.1.1 nobody of that name");
  const { sendMail } = await import("./mail");
  const result = await sendMail(LETTER);
  expect(result).toMatchObject({ sent: false, reason: expect.stringContaining("nobody of that name") });
});

test("a server that is not there is a value too", async () => {
  await smtp.close();
  const { sendMail } = await import("./mail");
  expect(await sendMail(LETTER)).toMatchObject({
    sent: false,
    reason: expect.stringMatching(/ECONNREFUSED/),
  });
});

test("without SMTP_URL nothing is sent, and it says so", async () => {
  vi.stubEnv("SMTP_URL", "");
  vi.stubEnv("MAIL_FROM", "");
  const { sendMail, sendsMail } = await import("./mail");
  expect(sendsMail()).toBe(false);
  expect(await sendMail(LETTER)).toMatchObject({ sent: false, reason: expect.stringMatching(/SMTP_URL/) });
});

test("a name is one line, however many it claims to be", () => {
  expect(asText({ ...LETTER, paragraphs: ["a\nb\u2028c\u202e"] }).split("\n")[0]).toBe("a b c");
  expect(asHtml({ ...LETTER, paragraphs: ["<b>"] })).toContain("<p>&lt;b&gt;</p>");
});
