/**
 * Mail over the operator's SMTP server: plain text and the same as simple HTML, nothing in it loaded from anywhere.
 * What goes wrong is a value, never thrown; when to write, and to whom, is the caller's to say.
 */
import { createTransport, type Transporter } from "nodemailer";
import { env } from "./platform/env";
import { processWide } from "./platform/process-wide";

/** What is written: one paragraph after the other; `link` stands under them, as a line of its own. */
export type Letter = {
  /** An address as `emailAddress` has it. */
  to: string;
  subject: string;
  paragraphs: readonly string[];
  link?: { words: string; url: string };
};

export type Sent = { sent: true } | { sent: false; reason: string };

/** Whether this installation sends mail at all. */
export const sendsMail = (): boolean => env.SMTP_URL !== undefined;

const GIVE_UP_MS = 20_000;
const MAX_REASON = 300;

const held = processWide("mail-transport", () => ({ transport: null as Transporter | null }));

function transport(): Transporter {
  held.transport ??= createTransport({
    url: env.SMTP_URL ?? "",
    connectionTimeout: GIVE_UP_MS,
    greetingTimeout: GIVE_UP_MS,
    socketTimeout: GIVE_UP_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return held.transport;
}

/** Hands a letter to the mail server. `reason` is what went wrong in its own words, printable and short. */
export async function sendMail(letter: Letter): Promise<Sent> {
  if (!sendsMail()) return { sent: false, reason: "This Posthorn sends no mail: SMTP_URL is not set." };
  const { to, subject } = letter;
  try {
    await transport().sendMail({
      from: env.MAIL_FROM,
      to: { name: "", address: to },
      subject: oneLine(subject),
      text: asText(letter),
      html: asHtml(letter),
      // RFC 3834, section 5: no out-of-office answers, please.
      headers: { "Auto-Submitted": "auto-generated" },
    });
    return { sent: true };
  } catch (error) {
    return { sent: false, reason: oneLine((error as Error).message).slice(0, MAX_REASON) };
  }
}

const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").trim();

/** The letter as plain text; names in it are somebody's input, so no line of it begins a new one. */
export function asText({ paragraphs, link }: Letter): string {
  const parts = [...paragraphs.map(oneLine), ...(link ? [`${link.words}:\n${link.url}`] : [])];
  return `${parts.join("\n\n")}\n`;
}

/** The same as HTML: text is escaped, the only address in it is the link's. */
export function asHtml({ paragraphs, link }: Letter): string {
  const lines = paragraphs.map((each) => `<p>${escaped(oneLine(each))}</p>`);
  if (link) {
    const url = escaped(link.url);
    lines.push(`<p><a href="${url}">${escaped(link.words)}</a></p>`, `<p style="color:#6f6862">${url}</p>`);
  }
  const body = 'style="font:15px/1.5 sans-serif;color:#1c1917;max-width:36em"';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><body ${body}>${lines.join("")}</body></html>\n`;
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (each) => ENTITIES[each] ?? each);
