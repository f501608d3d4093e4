/** Gives a dialect of messages what its workspace and project know: templates, and where our own pages are. */
import { appOrigin } from "./platform/env";
import { publicId } from "./platform/ids";
import type { DeliveryPolicy } from "./policy/delivery-policy";
import type { MessageTemplate } from "./policy/message/message-template";

type Known = {
  /** Uuid. */
  projectId: string;
  templates: Readonly<Record<string, MessageTemplate>> | null;
};

/** The dialect with the templates in force; itself when it writes no messages. */
export function withMessages(dialect: DeliveryPolicy, { projectId, templates }: Known): DeliveryPolicy {
  if (dialect.body.kind !== "slack-blocks") return dialect;
  const linkTo = `${appOrigin()}/projects/${publicId("project", projectId)}/deliveries/of/`;
  return { ...dialect, body: { kind: dialect.body.kind, templates: templates ?? {}, linkTo } };
}
