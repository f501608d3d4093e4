/**
 * Block Kit as Slack checks it: what it documents of the blocks a message may have, their required members, types,
 * lengths and counts. It stands for Slack, so it knows nothing of Posthorn.
 */

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Fields = { [name: string]: Json };

export type PostedMessage = { text?: string; blocks?: Fields[] };
export type Verdict = { ok: true; message: PostedMessage } | { ok: false; answer: string; why: string };

const MAX_BLOCKS = 50;
const MAX_TEXT = 40_000;

/** What Slack says to this body of a webhook request: `answer` is its word, `why` is ours. */
export function checkMessage(body: Buffer): Verdict {
  const message = parsed(body);
  if (!isFields(message)) return refused("invalid_payload", "not a JSON object in UTF-8");
  const { text, blocks } = message;
  if (text === undefined && blocks === undefined) return refused("no_text", "neither text nor blocks");
  if (text !== undefined && (typeof text !== "string" || text.length > MAX_TEXT))
    return refused("invalid_payload", "text must be a string of at most 40,000 characters");
  if (!isWellFormed(message)) return refused("invalid_payload", "half of a surrogate pair");
  if (blocks !== undefined) {
    const why = blocksFault(blocks);
    if (why) return refused("invalid_blocks", why);
  }
  return { ok: true, message: message as PostedMessage };
}

const refused = (answer: string, why: string): Verdict => ({ ok: false, answer, why });

function parsed(body: Buffer): Json {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) as Json;
  } catch {
    return null;
  }
}

const isFields = (value: Json | undefined): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isWellFormed(value: Json): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, each]) => name.isWellFormed() && isWellFormed(each));
}

function blocksFault(blocks: Json): string | null {
  if (!Array.isArray(blocks)) return "blocks must be a list";
  if (blocks.length === 0 || blocks.length > MAX_BLOCKS) return `1 to ${MAX_BLOCKS} blocks`;
  const ids = new Set<Json>();
  for (const [at, block] of blocks.entries()) {
    const why = isFields(block) ? blockFault(block) : "must be an object";
    if (why) return `blocks[${at}]: ${why}`;
    const { block_id: id } = block as Fields;
    if (id !== undefined && (typeof id !== "string" || id.length > 255 || ids.has(id))) return "block_id";
    if (id !== undefined) ids.add(id);
  }
  return null;
}

type Check = (block: Fields) => string | null;

const BLOCKS: Record<string, { members: string[]; check: Check }> = {
  divider: { members: [], check: () => null },
  header: { members: ["text"], check: ({ text }) => textFault(text, { max: 150, only: "plain_text" }) },
  section: { members: ["text", "fields", "expand"], check: sectionFault },
  context: { members: ["elements"], check: ({ elements }) => listFault(elements, { max: 3_000 }) },
};

function blockFault(block: Fields): string | null {
  const known =
    typeof block.type === "string" && Object.hasOwn(BLOCKS, block.type) ? BLOCKS[block.type] : null;
  if (!known) return `unsupported type: ${String(block.type)}`;
  const unknown = Object.keys(block).find((name) => !["type", "block_id", ...known.members].includes(name));
  return unknown ? `unsupported member: ${unknown}` : known.check(block);
}

function sectionFault({ text, fields }: Fields): string | null {
  if (text === undefined && fields === undefined) return "needs text or fields";
  const inText = text === undefined ? null : textFault(text, { max: 3_000 });
  return inText ?? (fields === undefined ? null : listFault(fields, { max: 2_000 }));
}

type Limits = { max: number; only?: "plain_text" };

/** Fields of a section and elements of a context: one to ten. */
function listFault(list: Json | undefined, limits: Limits): string | null {
  if (!Array.isArray(list) || list.length < 1 || list.length > 10) return "must be a list of 1 to 10 texts";
  return list.map((each) => textFault(each, limits)).find((why) => why !== null) ?? null;
}

const MEMBERS_OF: Record<string, string[]> = {
  plain_text: ["type", "text", "emoji"],
  mrkdwn: ["type", "text", "verbatim"],
};

function textFault(value: Json | undefined, { max, only }: Limits): string | null {
  if (!isFields(value)) return "text must be an object";
  const { type, text, emoji, verbatim } = value;
  const members = typeof type === "string" ? MEMBERS_OF[type] : undefined;
  if (!members || (only && type !== only)) return `text type ${String(type)}`;
  if (Object.keys(value).some((name) => !members.includes(name))) return "text has a member it cannot have";
  if ([emoji, verbatim].some((flag) => flag !== undefined && typeof flag !== "boolean"))
    return "a flag is no boolean";
  if (typeof text !== "string" || text.length < 1 || text.length > max)
    return `text must be 1 to ${max} characters, is ${typeof text === "string" ? text.length : typeof text}`;
  return null;
}

/** All texts of a message in which Slack looks for markup, the fallback included. */
export function textsOf({ text, blocks = [] }: PostedMessage): string[] {
  const found: string[] = text === undefined ? [] : [text];
  const walk = (value: Json): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (isFields(value)) {
      if (typeof value.text === "string") found.push(value.text);
      Object.values(value).forEach(walk);
    }
  };
  walk(blocks);
  return found;
}

/** Everything in angle brackets: `<!channel>`, `<@U1>`, `<#C1>`, `<https://…|label>`, `<!date^…>`. */
export const controlsIn = (message: PostedMessage): string[] =>
  textsOf(message).flatMap((text) => [...text.matchAll(/<([^<>]*)>/g)].map(([, inner]) => inner ?? ""));

/** Control characters that stand for nothing: Slack guesses what they were meant to be. */
export const strayControls = (message: PostedMessage): string[] =>
  textsOf(message).filter((text) =>
    /[<>]|&(?!amp;|lt;|gt;)/.test(text.replace(/<[^<>\s|]+(\|[^<>|]*)?>|<!date\^[^<>|]*\|[^<>|]*>/g, "")),
  );
