/**
 * A Slack incoming webhook as a destination: a Block Kit message, unsigned, one a second. Promises data
 * only; limits and answers are from docs.slack.dev, "Rate limits" and "Sending messages using incoming webhooks".
 */

import type { DeliveryPolicy } from "@/lib/policy/delivery-policy";

const NEW_WEBHOOK =
  "Make a new incoming webhook in Slack, put its URL into this endpoint and enable it again.";
const REPORT =
  "Send this event type's message once more after simplifying its template; if it stays, report it to us.";

export const slack = {
  name: "slack",
  title: "Slack",
  body: { kind: "slack-blocks" },
  contentType: "application/json",
  headers: [],
  signature: null,
  secretFormat: "whsec-base64",
  userAgent: "Posthorn/{version}",
  success: [[200, 299]],
  timeoutMs: 15_000,
  retry: {
    // 5 s, 5 min, 30 min, 2 h
    waitsMs: [5_000, 300_000, 1_800_000, 7_200_000],
    jitter: 0.2,
    // Slack answers 4xx for a message or a webhook that will not become valid by waiting.
    finalStatuses: [[400, 499]],
    retriedStatuses: [408, 429],
    finalErrors: ["refused-url", "refused-address"],
    honourRetryAfter: true,
    disableOnGone: true,
  },
  answers: [
    {
      status: 400,
      text: "invalid_payload",
      means: "fail",
      words: `Slack could not read the message. ${REPORT}`,
    },
    {
      status: 400,
      text: "invalid_blocks",
      means: "fail",
      words: `Slack refused the message's layout. ${REPORT}`,
    },
    { status: 400, text: "no_text", means: "fail", words: `Slack found the message empty. ${REPORT}` },
    {
      status: 400,
      text: "user_not_found",
      means: "fail",
      words: "Slack does not know the person this webhook writes to. Choose a channel for it in Slack.",
    },
    {
      status: 403,
      text: "action_prohibited",
      means: "fail",
      words:
        "An admin of the Slack workspace does not allow this webhook to post in its channel. Ask them to, then replay the delivery.",
    },
    {
      status: 403,
      text: "posting_to_general_channel_denied",
      means: "fail",
      words:
        "Only some people may post in this Slack workspace's general channel. Choose another channel, or ask an admin.",
    },
    {
      status: 403,
      text: "invalid_token",
      means: "disable",
      words: `Slack no longer accepts this webhook's URL. ${NEW_WEBHOOK}`,
    },
    { status: 403, text: "team_disabled", means: "disable", words: "This Slack workspace was closed." },
    {
      status: 404,
      text: "channel_not_found",
      means: "disable",
      words: `The Slack channel was deleted. ${NEW_WEBHOOK}`,
    },
    {
      status: 404,
      text: "no_service",
      means: "disable",
      words: `Slack no longer knows this webhook: it was removed or switched off there. ${NEW_WEBHOOK}`,
    },
    {
      status: 404,
      text: "no_service_id",
      means: "disable",
      words: `Slack does not know this webhook. ${NEW_WEBHOOK}`,
    },
    {
      status: 404,
      text: "no_team",
      means: "disable",
      words: `Slack does not know this workspace. ${NEW_WEBHOOK}`,
    },
    {
      status: 410,
      text: "channel_is_archived",
      means: "disable",
      words:
        "The Slack channel was archived. Bring it back in Slack, or choose another, and enable the endpoint again.",
    },
    {
      status: 429,
      means: "retry",
      words: "Slack takes about one message a second and asked us to slow down.",
    },
    {
      status: 500,
      text: "rollup_error",
      means: "retry",
      words: "Slack could not take the message just now.",
    },
  ],
  // 5 days
  autoDisable: { kind: "failing-for", durationMs: 432_000_000 },
  ordering: "none",
  throttle: { limit: 1, periodMs: 1_000 },
  maxInFlight: 1,
} as const satisfies DeliveryPolicy;
