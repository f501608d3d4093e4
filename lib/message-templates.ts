/**
 * How messages about an event type are laid out: a template of the workspace's, or what each payload suggests.
 * Promises that a stored template renders for every payload, and that a preview is made by what makes the real ones.
 */
import { invalidField, notFound } from "./api-error";
import { audit } from "./audit-log";
import type {
  MessagePreview,
  MessageTemplateInForce,
  MessageTemplateJson,
  PreviewMessageBody,
  UpdateMessageTemplateBody,
} from "./contract/message-templates";
import type { ProjectRef } from "./lookups";
import { withMessages } from "./message-rules";
import { db, type Prisma, type Tx } from "./platform/db";
import { appOrigin } from "./platform/env";
import { newUuid, publicId } from "./platform/ids";
import type { DeliveryPolicy } from "./policy/delivery-policy";
import { checkJson } from "./policy/json-text";
import { deriveTemplate } from "./policy/message/derive-template";
import { type MessageTemplate, templateFault, writePath } from "./policy/message/message-template";
import { type PayloadReader, payloadReader } from "./policy/message/payload-values";
import { renderMessage } from "./policy/message/render-message";
import type { Principal } from "./principal";
import { raiseVersions } from "./versions";

/** What stands for a payload where the type has no example. */
const NO_EXAMPLE = '{"id":"1234"}';
const MAX_PATHS = 100;

/** A dialect with its workspace's templates, for showing what a project would be sent. */
export async function withOwnMessages(
  policy: DeliveryPolicy,
  { id, workspaceId }: ProjectRef,
): Promise<DeliveryPolicy> {
  if (policy.body.kind !== "slack-blocks") return policy;
  // Rides on message_templates_pkey.
  const rows = await db.messageTemplate.findMany({
    where: { workspaceId },
    select: { type: true, template: true },
  });
  const templates = Object.fromEntries(rows.map((row) => [row.type, templateOf(row.template)]));
  return withMessages(policy, { projectId: id, templates });
}

type Type = { name: string; category: string | null; example: string | null };

/** Rides on `event_types_by_name`. Throws `not_found`. */
async function readType(workspaceId: string, name: string): Promise<Type> {
  const type = await db.eventType.findUnique({
    where: { workspaceId_name: { workspaceId, name } },
    select: { name: true, category: true, example: true },
  });
  if (!type) throw notFound();
  return type;
}

/** Rides on `message_templates_pkey`. */
const readOwn = (tx: Tx, workspaceId: string, type: string) =>
  tx.messageTemplate.findUnique({ where: { workspaceId_type: { workspaceId, type } } });

/** Only templates that passed `checked` are ever stored. */
const templateOf = (stored: Prisma.JsonValue) => stored as MessageTemplateJson as MessageTemplate;

const readerOf = ({ example }: Type) => payloadReader(Buffer.from(example ?? NO_EXAMPLE));

/** The template in force for one event type. Throws `not_found`. */
export async function getMessageTemplate(workspaceId: string, name: string): Promise<MessageTemplateInForce> {
  const type = await readType(workspaceId, name);
  const own = await readOwn(db, workspaceId, name);
  return shown(type, own);
}

function shown(
  type: Type,
  own: { template: Prisma.JsonValue; updatedAt: Date } | null,
): MessageTemplateInForce {
  const template = own ? templateOf(own.template) : deriveTemplate(type.name, readerOf(type));
  return {
    type: type.name,
    template: asJson(template),
    isDerived: own === null,
    updatedAt: own?.updatedAt.toISOString() ?? null,
  };
}

const asJson = (template: MessageTemplate): MessageTemplateJson => ({
  ...template,
  fields: template.fields.map((field) => ({ ...field })),
});

/** The template, if it can be rendered. Throws `invalid_request` naming the field. */
function checked(template: MessageTemplateJson): MessageTemplateJson {
  const fault = templateFault(template);
  if (fault) throw invalidField(`template.${fault.field}`, fault.message);
  return template;
}

/** Sets or removes an event type's own template. Throws `not_found` and `invalid_request`. */
export async function updateMessageTemplate(
  by: Principal,
  workspaceId: string,
  name: string,
  { template }: UpdateMessageTemplateBody,
): Promise<MessageTemplateInForce> {
  const type = await readType(workspaceId, name);
  if (template) checked(template);
  return db.$transaction(async (tx) => {
    const where = { workspaceId_type: { workspaceId, type: name } };
    if (template) {
      const data = { template, updatedAt: new Date() };
      await tx.messageTemplate.upsert({ where, create: { workspaceId, type: name, ...data }, update: data });
    } else await tx.messageTemplate.deleteMany({ where: { workspaceId, type: name } });
    await raiseVersions(tx, { workspaceId }, ["routing"]);
    await audit(tx, by, {
      action: template ? "message-template.update" : "message-template.reset",
      targetId: name,
      workspaceId,
    });
    return shown(type, await readOwn(tx, workspaceId, name));
  });
}

/** The message about one event of the type, as Slack gets it. Throws `not_found` and `invalid_request`. */
export async function previewMessage(
  workspaceId: string,
  name: string,
  body: PreviewMessageBody,
): Promise<MessagePreview> {
  const type = await readType(workspaceId, name);
  const payload = Buffer.from(body.payload ?? type.example ?? NO_EXAMPLE);
  if (!checkJson(payload).ok) throw invalidField("payload", "must be JSON text");
  const reader = payloadReader(payload);
  const template = (await chosen(workspaceId, name, body.template)) ?? deriveTemplate(name, reader);
  const event = {
    id: publicId("event", newUuid()),
    type: name,
    category: type.category,
    channel: null,
    run: null,
    timestampMs: Date.now(),
    payload,
  };
  const linkTo = `${appOrigin()}/projects/-/deliveries/of/`;
  const { text, blocks } = renderMessage(event, { templates: { [name]: template }, linkTo });
  return { text, blocks, template: asJson(template), paths: pathsOf(reader) };
}

/** Null is "what the payload suggests", both of the asker's and because nobody has written one. */
async function chosen(
  workspaceId: string,
  name: string,
  given: MessageTemplateJson | null | undefined,
): Promise<MessageTemplate | null> {
  if (given !== undefined) return given && checked(given);
  const own = await readOwn(db, workspaceId, name);
  return own && templateOf(own.template);
}

/** Where values are in the payload, breadth first, three levels deep. */
function pathsOf(payload: PayloadReader): string[] {
  const paths: string[] = [];
  let level: string[][] = [[]];
  for (let depth = 0; depth < 3 && paths.length < MAX_PATHS; depth++) {
    const below = level.flatMap((keys) =>
      (payload.names(keys) ?? []).slice(0, MAX_PATHS).map((name) => [...keys, name]),
    );
    paths.push(...below.filter((keys) => !keys.includes("")).map(writePath));
    level = below.slice(0, MAX_PATHS);
  }
  return paths.slice(0, MAX_PATHS);
}
