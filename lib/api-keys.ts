/**
 * The credentials to our API: made with 256 random bits and a checksum that secret scanners can verify, shown
 * once, kept as SHA-256. Promises that a revoked key stops working in every process within two seconds.
 */
import { createHash, randomBytes } from "node:crypto";
import { invalidField, notFound } from "./api-error";
import { audit } from "./audit-log";
import type { ApiKey, ApiKeyWithKey, CreateApiKeyBody } from "./contract/api-keys";
import type { Page, PlainPageQuery } from "./contract/page";
import { SCOPES, type Scope } from "./contract/scopes";
import { pageFrom, readCursor } from "./cursor";
import { db, pool, run, type Tx } from "./platform/db";
import { newUuid, publicId, uuidOf } from "./platform/ids";
import type { ApiKeyPrincipal, Principal } from "./principal";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** log62(2^256) is 42.99. */
const RANDOM_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const KEY = new RegExp(`^[a-z0-9_]{1,32}_([0-9A-Za-z]{${RANDOM_LENGTH}})([0-9A-Za-z]{${CHECKSUM_LENGTH}})$`);

const AUTHENTICATION_CACHE_MS = 2_000;
const MAX_CACHED = 10_000;
const LAST_USED_SAMPLE_MS = 60_000;

const sha256 = (value: string) => createHash("sha256").update(value).digest();

/** A big-endian number in base 62, padded to `length`. */
function base62(bytes: Uint8Array, length: number): string {
  let number = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  let digits = "";
  for (; digits.length < length; number /= 62n) digits = ALPHABET[Number(number % 62n)] + digits;
  return digits;
}

const checksum = (secret: string) => base62(sha256(secret).subarray(0, 4), CHECKSUM_LENGTH);

/** A new key, e.g. `phk_live_<43 characters><6 of checksum>`. */
export function generateApiKey(prefix: string): string {
  const secret = base62(randomBytes(32), RANDOM_LENGTH);
  return `${prefix}_${secret}${checksum(secret)}`;
}

/** Whether this could be a key of ours, as far as its text tells; saves the look-up for what cannot. */
export function isApiKeyText(text: string): boolean {
  const match = KEY.exec(text);
  return match?.[1] !== undefined && checksum(match[1]) === match[2];
}

type Cached = { principal: ApiKeyPrincipal | null; expiresAt: Date | null; until: number };
const cache = new Map<string, Cached>();
const usedAt = new Map<string, number>();

/** Whose key this is; null for unknown, revoked and expired keys alike. At most two seconds out of date. */
export async function principalOfKey(key: string): Promise<ApiKeyPrincipal | null> {
  const hash = sha256(key);
  const name = hash.toString("base64");
  const now = performance.now();
  let known = cache.get(name);
  if (!known || known.until < now) {
    if (!isApiKeyText(key)) return null;
    known = { ...(await lookUp(hash)), until: now + AUTHENTICATION_CACHE_MS };
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(name, known);
  }
  if (!known.principal || (known.expiresAt && known.expiresAt.getTime() <= Date.now())) return null;
  noteUse(known.principal.keyId, now);
  return known.principal;
}

type KeyRow = {
  id: string;
  name: string;
  workspace_id: string;
  project_id: string | null;
  scopes: string[];
  expires_at: Date | null;
};

// On the pool of ingest, so that pages that hang keep nobody from publishing. Rides api_keys_hash_key.
const LOOK_UP = {
  name: "api-key",
  text: `SELECT id, name, workspace_id, project_id, scopes, expires_at FROM api_keys
    WHERE hash = $1 AND revoked_at IS NULL`,
};

async function lookUp(hash: Buffer): Promise<Omit<Cached, "until">> {
  const [row] = await run<KeyRow>(pool("ingest"), LOOK_UP, [hash]);
  if (!row) return { principal: null, expiresAt: null };
  const { id: keyId, name, workspace_id: workspaceId, project_id: projectId } = row;
  return {
    principal: { kind: "api-key", keyId, name, workspaceId, projectId, scopes: row.scopes.filter(isScope) },
    expiresAt: row.expires_at,
  };
}

const isScope = (text: string): text is Scope => (SCOPES as readonly string[]).includes(text);

/** At most once a minute and process; whoever asks does not wait for it. */
function noteUse(keyId: string, now: number): void {
  if (now - (usedAt.get(keyId) ?? Number.NEGATIVE_INFINITY) < LAST_USED_SAMPLE_MS) return;
  usedAt.set(keyId, now);
  const forget = () => usedAt.delete(keyId);
  db.$executeRaw`UPDATE api_keys SET last_used_at = now() WHERE id = ${keyId}::uuid`.catch(forget);
}

/** Forgets what is cached, so that a change made by this process holds in it at once. */
export function forgetCachedKeys(): void {
  cache.clear();
}

export type NewApiKey = CreateApiKeyBody & { workspaceId: string; projectId: string | null; prefix: string };

/** Makes a key inside `tx`; the answer is the only place that ever holds it. */
export async function insertApiKey(tx: Tx, by: Principal, input: NewApiKey): Promise<ApiKeyWithKey> {
  const key = generateApiKey(input.prefix);
  const row = await tx.apiKey.create({
    data: {
      id: newUuid(),
      workspaceId: input.workspaceId,
      projectId: input.projectId,
      name: input.name,
      hint: `${input.prefix}_…${key.slice(-4)}`,
      hash: new Uint8Array(sha256(key)),
      scopes: input.scopes,
      expiresAt: input.expiresAt ? new Date(input.expiresAt) : null,
    },
    select: SHOWN,
  });
  await audit(tx, by, {
    action: "api-key.create",
    targetId: publicId("apiKey", row.id),
    workspaceId: input.workspaceId,
    ...(input.projectId ? { projectId: input.projectId } : {}),
    detail: { name: input.name, scopes: input.scopes, hint: row.hint },
  });
  return { ...shownApiKey(row), key };
}

export type KeyOwner = { workspaceId: string; projectId: string | null };

/**
 * Makes a key for a workspace, or for one of its projects. Throws `invalid_request` for an expiry that is
 * past and for a scope that a project's key cannot have.
 */
export async function createApiKey(
  by: Principal,
  owner: KeyOwner,
  body: CreateApiKeyBody,
): Promise<ApiKeyWithKey> {
  if (body.expiresAt && Date.parse(body.expiresAt) <= Date.now())
    throw invalidField("expiresAt", "must be in the future");
  if (owner.projectId && body.scopes.includes("workspace:write"))
    throw invalidField("scopes", "a key of one project cannot have workspace:write");
  return db.$transaction(async (tx) => {
    const { apiKeyPrefix: prefix } = await tx.workspace.findUniqueOrThrow({
      where: { id: owner.workspaceId },
      select: { apiKeyPrefix: true },
    });
    return insertApiKey(tx, by, { ...body, ...owner, prefix });
  });
}

const SHOWN = {
  id: true,
  projectId: true,
  name: true,
  hint: true,
  scopes: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
  revokedAt: true,
} as const;

type Row = {
  id: string;
  projectId: string | null;
  name: string;
  hint: string;
  scopes: string[];
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

function shownApiKey(row: Row): ApiKey {
  return {
    id: publicId("apiKey", row.id),
    projectId: row.projectId && publicId("project", row.projectId),
    name: row.name,
    hint: row.hint,
    scopes: row.scopes.filter(isScope),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}

/** The keys of a workspace, or of one project; revoked ones stay listed. Rides on `api_keys_of_workspace`. */
export async function listApiKeys(owner: KeyOwner, query: PlainPageQuery): Promise<Page<ApiKey>> {
  const list = { noun: "api-keys", owner: owner.projectId ?? owner.workspaceId, filters: {} };
  const after = readCursor(list, query.cursor);
  const rows = await db.apiKey.findMany({
    where: {
      workspaceId: owner.workspaceId,
      ...(owner.projectId ? { projectId: owner.projectId } : {}),
      ...(after ? { id: { lt: after } } : {}),
    },
    orderBy: { id: "desc" },
    take: query.limit + 1,
    select: SHOWN,
  });
  return pageFrom(rows, { limit: query.limit, list, keyOf: (row) => row.id, show: shownApiKey });
}

/** Revokes a key for good; revoking it again changes nothing. Throws `not_found`. */
export async function revokeApiKey(by: Principal, owner: KeyOwner, publicKeyId: string): Promise<void> {
  const id = uuidOf("apiKey", publicKeyId);
  if (!id) throw notFound();
  const where = {
    id,
    workspaceId: owner.workspaceId,
    ...(owner.projectId ? { projectId: owner.projectId } : {}),
  };
  await db.$transaction(async (tx) => {
    const row = await tx.apiKey.findFirst({
      where,
      select: { revokedAt: true, projectId: true, name: true },
    });
    if (!row) throw notFound();
    if (row.revokedAt) return;
    await tx.apiKey.update({ where: { id }, data: { revokedAt: new Date() } });
    await audit(tx, by, {
      action: "api-key.revoke",
      targetId: publicKeyId,
      workspaceId: owner.workspaceId,
      ...(row.projectId ? { projectId: row.projectId } : {}),
      detail: { name: row.name },
    });
  });
  forgetCachedKeys();
}
