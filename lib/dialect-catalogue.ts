/**
 * The dialects a workspace can choose from: the built-in ones and its own. Promises that a stored policy can
 * be rendered, signed and sent; what its words mean is `lib/policy`.
 */
import { ApiError, invalidField, notFound } from "./api-error";
import { audit } from "./audit-log";
import type { CreateDialectBody, Dialect, UpdateDialectBody } from "./contract/dialects";
import type { DeliveryPolicyJson } from "./contract/policies";
import { BUILT_IN_DIALECTS, DIALECT_NAMES } from "./dialects/built-in";
import { DESTINATION_OF_BODY } from "./dialects/destinations";
import { db, type Prisma, type Tx } from "./platform/db";
import { newUuid } from "./platform/ids";
import type { DeliveryPolicy } from "./policy/delivery-policy";
import { carries } from "./policy/header-value";
import { policyInWords } from "./policy/policy-words";
import type { Principal } from "./principal";
import { raiseVersions } from "./versions";

const builtIn: ReadonlyMap<string, DeliveryPolicy> = new Map(
  DIALECT_NAMES.map((name): [string, DeliveryPolicy] => [name, BUILT_IN_DIALECTS[name]]),
);

/** Whether a dialect of that name comes with Posthorn. */
export const isBuiltIn = (name: string): boolean => builtIn.has(name);

/** A workspace's dialects by name, its own included. */
export type DialectCatalogue = (name: string) => DeliveryPolicy | null;

/** Reads a workspace's own dialects once, for looking up many names. Rides on `dialects_by_name`. */
export async function dialectCatalogue(workspaceId: string, tx: Tx = db): Promise<DialectCatalogue> {
  const rows = await tx.dialect.findMany({ where: { workspaceId }, select: { name: true, policy: true } });
  const own = new Map(rows.map((row) => [row.name, policyOf(row.policy)]));
  return (name) => builtIn.get(name) ?? own.get(name) ?? null;
}

/** The policy of a dialect somebody names; throws `invalid_request` on `field` when there is no such dialect. */
export async function requireDialect(
  workspaceId: string,
  name: string,
  tx: Tx = db,
): Promise<DeliveryPolicy> {
  const known = builtIn.get(name) ?? (await ownDialect(workspaceId, name, tx));
  if (!known) throw invalidField("dialect", "is not a dialect of this workspace");
  return known;
}

async function ownDialect(workspaceId: string, name: string, tx: Tx): Promise<DeliveryPolicy | null> {
  const where = { workspaceId_name: { workspaceId, name } };
  const row = await tx.dialect.findUnique({ where, select: { policy: true } });
  return row && policyOf(row.policy);
}

/** Only policies that passed `checkedPolicy` are ever stored. */
const policyOf = (stored: Prisma.JsonValue) => stored as DeliveryPolicyJson as DeliveryPolicy;

/** All dialects, the built-in ones first. */
export async function listDialects(workspaceId: string): Promise<{ data: Dialect[] }> {
  const own = await db.dialect.findMany({ where: { workspaceId }, orderBy: { name: "asc" } });
  return {
    data: [
      ...DIALECT_NAMES.map((name) => shownDialect(BUILT_IN_DIALECTS[name], null)),
      ...own.map((row) => shownDialect(policyOf(row.policy), row.createdAt)),
    ],
  };
}

/** One dialect by name. Throws `not_found`. */
export async function getDialect(workspaceId: string, name: string): Promise<Dialect> {
  const known = builtIn.get(name);
  if (known) return shownDialect(known, null);
  const row = await db.dialect.findUnique({ where: { workspaceId_name: { workspaceId, name } } });
  if (!row) throw notFound();
  return shownDialect(policyOf(row.policy), row.createdAt);
}

const shownDialect = (policy: DeliveryPolicy, createdAt: Date | null): Dialect => ({
  name: policy.name,
  title: policy.title,
  builtIn: isBuiltIn(policy.name),
  policy: policy as DeliveryPolicyJson,
  policyInWords: policyInWords(policy, null),
  createdAt: createdAt?.toISOString() ?? null,
});

/** `…/dialects/infer` is not a dialect of that name. */
const WORDS_OF_ROUTES = new Set(["infer", "preview"]);

/** What stands beside dialects in paths. */
const RESERVED = ["preview", "new"];

/** Defines a dialect. Throws `conflict` for a name that is taken, `invalid_request` for a policy that cannot work. */
export async function createDialect(
  by: Principal,
  workspaceId: string,
  { name, policy }: CreateDialectBody,
): Promise<Dialect> {
  if (isBuiltIn(name)) throw new ApiError("conflict", "A built-in dialect has this name.");
  if (RESERVED.includes(name)) throw invalidField("name", "is reserved");
  if (WORDS_OF_ROUTES.has(name)) throw new ApiError("conflict", "This name means something else in the API.");
  const checked = checkedPolicy(name, policy);
  return db.$transaction(async (tx) => {
    const made = await tx.dialect.createMany({
      data: [{ id: newUuid(), workspaceId, name, policy: asJson(checked) }],
      skipDuplicates: true,
    });
    if (made.count === 0) throw new ApiError("conflict", "A dialect of this workspace has this name.");
    await audit(tx, by, { action: "dialect.create", targetId: name, workspaceId });
    const row = await tx.dialect.findUniqueOrThrow({ where: { workspaceId_name: { workspaceId, name } } });
    return shownDialect(checked, row.createdAt);
  });
}

/** Replaces an own dialect's policy; the format of its secrets stays. Throws `not_found`, `forbidden`, `invalid_request`. */
export async function updateDialect(
  by: Principal,
  workspaceId: string,
  name: string,
  { policy }: UpdateDialectBody,
): Promise<Dialect> {
  if (isBuiltIn(name)) throw new ApiError("forbidden", "A built-in dialect cannot be changed.");
  const checked = checkedPolicy(name, policy);
  return db.$transaction(async (tx) => {
    const before = await ownDialect(workspaceId, name, tx);
    if (!before) throw notFound();
    if (before.secretFormat !== checked.secretFormat)
      throw invalidField("policy.secretFormat", "cannot change: endpoints hold secrets of the old format");
    if (DESTINATION_OF_BODY[before.body.kind] !== DESTINATION_OF_BODY[checked.body.kind])
      throw invalidField("policy.body", "cannot change what kind of destination it is written for");
    const row = await tx.dialect.update({
      where: { workspaceId_name: { workspaceId, name } },
      data: { policy: asJson(checked) },
    });
    await raiseVersions(tx, { workspaceId }, ["routing", "policy"]);
    await audit(tx, by, { action: "dialect.update", targetId: name, workspaceId });
    return shownDialect(checked, row.createdAt);
  });
}

/** Deletes an own dialect. Throws `not_found`, `forbidden`, and `conflict` while anything uses it. */
export async function deleteDialect(by: Principal, workspaceId: string, name: string): Promise<void> {
  if (isBuiltIn(name)) throw new ApiError("forbidden", "A built-in dialect cannot be deleted.");
  await db.$transaction(async (tx) => {
    // Whoever chooses a dialect locks the workspace's row as well, so none is chosen while it goes.
    await tx.$queryRaw`SELECT 1 FROM workspaces WHERE id = ${workspaceId}::uuid FOR UPDATE`;
    if (!(await ownDialect(workspaceId, name, tx))) throw notFound();
    const users = await tx.endpoint.findFirst({
      where: { dialect: name, deletedAt: null, project: { workspaceId } },
      select: { id: true },
    });
    const isDefault = await tx.workspace.findFirst({
      where: { id: workspaceId, dialect: name },
      select: { id: true },
    });
    if (users || isDefault) throw new ApiError("conflict", "The dialect is in use.");
    await tx.dialect.delete({ where: { workspaceId_name: { workspaceId, name } } });
    await audit(tx, by, { action: "dialect.delete", targetId: name, workspaceId });
  });
}

const asJson = (policy: DeliveryPolicy) => policy as DeliveryPolicyJson as Prisma.InputJsonObject;

/** What the schema cannot say: ranges the right way round, the key and the algorithm of one kind, names once. */
export function checkedPolicy(name: string, given: CreateDialectBody["policy"]): DeliveryPolicy {
  const policy: DeliveryPolicy = { ...given, name, title: given.title ?? name };
  const ranges = [...policy.success, ...policy.retry.finalStatuses];
  if (ranges.some(([from, to]) => from > to))
    throw invalidField("policy.success", "a range must not end before it begins");
  const isEd25519 = policy.signature?.algorithm === "ed25519";
  if (policy.signature && isEd25519 !== (policy.secretFormat === "whsk-base64"))
    throw invalidField(
      "policy.secretFormat",
      "ed25519 signs with whsk-base64 secrets, hmac-sha256 with the others",
    );
  if (policy.signature && !policy.headers.some((header) => carries(header, "signature")))
    throw invalidField("policy.headers", "one header must carry the signature");
  const lists = policy.headers.filter((header) => carries(header, "signature")).map(({ value }) => value);
  const separator = policy.signature?.separator ?? null;
  if (separator !== null && lists.some((value) => typeof value !== "string" && value.join !== separator))
    throw invalidField("policy.signature.separator", "must be what joins the header that carries it");
  const names = policy.headers.map((header) => header.name.toLowerCase());
  if (new Set(names).size < names.length) throw invalidField("policy.headers", "a header is named twice");
  if (names.some((each) => FRAMING.has(each)))
    throw invalidField("policy.headers", "a header is set by the sender");
  return policy;
}

/** Content type and user agent have fields of their own; the rest is the HTTP client's. */
const FRAMING = new Set([
  ...[
    "content-type",
    "user-agent",
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "keep-alive",
  ],
  ...["upgrade", "te", "trailer", "expect", "content-encoding", "accept-encoding"],
]);
