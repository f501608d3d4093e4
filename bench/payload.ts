/** What is published and posted: an order as a shop would send it, and its body as the standard dialect renders it. */
import { standard } from "@/lib/dialects/standard";
import { renderBody } from "@/lib/policy/render-body";

export const EVENT_TYPE = "order.created";

const ORDER = {
  at: "@AT@",
  orderId: "ord_01JX3M5Q8ZK4T7W2Y9C6B1N0AF",
  customer: { id: "cus_8214", email: "ada@example.com", locale: "en-GB" },
  lines: [
    { sku: "HORN-AMBER-01", quantity: 1, unitPrice: "129.00" },
    { sku: "MOUTHPIECE-7C", quantity: 2, unitPrice: "24.50" },
  ],
  total: "178.00",
  currency: "EUR",
};

/** One event as published. */
export const eventText = JSON.stringify({ type: EVENT_TYPE, data: ORDER });

/** `count` events in one call. */
export const eventsText = (count: number): string => `[${Array(count).fill(eventText).join(",")}]`;

/** The bytes a delivery of it posts. */
export const deliveredText = Buffer.from(
  renderBody(standard, {
    id: "evt_00000000000000000000000000",
    type: EVENT_TYPE,
    category: null,
    channel: null,
    run: null,
    timestampMs: 0,
    payload: Buffer.from(JSON.stringify(ORDER)),
  }),
).toString("utf8");
