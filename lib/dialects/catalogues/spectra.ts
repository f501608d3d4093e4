/**
 * Spectra's 18 event types with its page's words on when each fires. Promises data only: names and words, and the
 * example of `order.shipped`, are the page's; the other examples have the fields that such a record needs.
 */
import type { EventTypeCatalogue } from "./event-type-catalogue";

export const spectraCatalogue = {
  name: "spectra",
  title: "Spectra",
  channels: [],
  types: [
    {
      name: "order.created",
      category: "order",
      description: "New order placed.",
      example:
        '{"id":1234,"order_number":"ORD-20260515-0042","status":"pending","customer_id":877,"total":"1249.00","currency":"USD","items":[{"sku":"IPH15-128-BLK-A","quantity":2,"price":"624.50"}]}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id","order_number"],"properties":{"id":{"type":"integer"},"order_number":{"type":"string"},"status":{"type":"string"},"customer_id":{"type":"integer"},"total":{"type":"string"},"currency":{"type":"string"},"items":{"type":"array","items":{"type":"object","properties":{"sku":{"type":"string"},"quantity":{"type":"integer"},"price":{"type":"string"}}}}}}',
    },
    {
      name: "order.status_changed",
      category: "order",
      description: "Order status updated.",
      example:
        '{"id":1234,"order_number":"ORD-20260515-0042","old_status":"pending","new_status":"processing"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id","order_number"],"properties":{"id":{"type":"integer"},"order_number":{"type":"string"},"old_status":{"type":"string"},"new_status":{"type":"string"}}}',
    },
    {
      name: "order.shipped",
      category: "order",
      description: "Order marked shipped.",
      example:
        '{"id":1234,"order_number":"ORD-20260515-0042","tracking_number":"1Z999AA10123456789","shipping_carrier":"UPS"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id","order_number"],"properties":{"id":{"type":"integer"},"order_number":{"type":"string"},"tracking_number":{"type":"string"},"shipping_carrier":{"type":"string"}}}',
    },
    {
      name: "order.delivered",
      category: "order",
      description: "Order marked delivered.",
      example:
        '{"id":1234,"order_number":"ORD-20260515-0042","tracking_number":"1Z999AA10123456789","delivered_at":"2026-05-18T16:40:00+00:00"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id","order_number"],"properties":{"id":{"type":"integer"},"order_number":{"type":"string"},"tracking_number":{"type":"string"},"delivered_at":{"type":"string"}}}',
    },
    {
      name: "order.cancelled",
      category: "order",
      description: "Order cancelled.",
      example: '{"id":1234,"order_number":"ORD-20260515-0042","reason":"customer_request"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id","order_number"],"properties":{"id":{"type":"integer"},"order_number":{"type":"string"},"reason":{"type":"string"}}}',
    },
    {
      name: "return.requested",
      category: "return",
      description: "Customer requested return.",
      example: '{"id":311,"order_id":1234,"order_number":"ORD-20260515-0042","reason":"screen_defect"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"integer"},"order_id":{"type":"integer"},"order_number":{"type":"string"},"reason":{"type":"string"}}}',
    },
    {
      name: "return.approved",
      category: "return",
      description: "Return approved by admin.",
      example: '{"id":311,"order_id":1234,"order_number":"ORD-20260515-0042","approved_by":"m.ortiz"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"integer"},"order_id":{"type":"integer"},"order_number":{"type":"string"},"approved_by":{"type":"string"}}}',
    },
    {
      name: "return.refunded",
      category: "return",
      description: "Refund issued.",
      example: '{"id":311,"order_id":1234,"amount":"624.50","currency":"USD","method":"original_payment"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"integer"},"order_id":{"type":"integer"},"amount":{"type":"string"},"currency":{"type":"string"},"method":{"type":"string"}}}',
    },
    {
      name: "inventory.received",
      category: "inventory",
      description: "Device checked into inventory.",
      example: '{"id":90215,"imei":"356938035643809","model":"iPhone 15","grade":"A","location":"DAL-02"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"integer"},"imei":{"type":"string"},"model":{"type":"string"},"grade":{"type":"string"},"location":{"type":"string"}}}',
    },
    {
      name: "inventory.updated",
      category: "inventory",
      description: "Device fields updated.",
      example:
        '{"id":90215,"imei":"356938035643809","changed":["grade","price"],"grade":"B","price":"589.00"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"integer"},"imei":{"type":"string"},"changed":{"type":"array","items":{"type":"string"}},"grade":{"type":"string"},"price":{"type":"string"}}}',
    },
    {
      name: "inventory.sold",
      category: "inventory",
      description: "Device marked sold.",
      example: '{"id":90215,"imei":"356938035643809","order_id":1234,"price":"624.50"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"integer"},"imei":{"type":"string"},"order_id":{"type":"integer"},"price":{"type":"string"}}}',
    },
    {
      name: "buyback.quote.created",
      category: "buyback",
      description: "New buyback quote.",
      example:
        '{"id":5521,"quote_number":"BBQ-20260515-0007","model":"Galaxy S24","amount":"310.00","currency":"USD","expires_at":"2026-05-29T00:00:00+00:00"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"integer"},"quote_number":{"type":"string"},"model":{"type":"string"},"amount":{"type":"string"},"currency":{"type":"string"},"expires_at":{"type":"string"}}}',
    },
    {
      name: "buyback.quote.approved",
      category: "buyback",
      description: "Buyback quote accepted.",
      example: '{"id":5521,"quote_number":"BBQ-20260515-0007","amount":"310.00","currency":"USD"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"integer"},"quote_number":{"type":"string"},"amount":{"type":"string"},"currency":{"type":"string"}}}',
    },
    {
      name: "buyback.quote.declined",
      category: "buyback",
      description: "Buyback quote rejected.",
      example: '{"id":5521,"quote_number":"BBQ-20260515-0007","reason":"price_too_low"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"integer"},"quote_number":{"type":"string"},"reason":{"type":"string"}}}',
    },
    {
      name: "repair.created",
      category: "repair",
      description: "Repair ticket opened.",
      example: '{"id":7404,"ticket_number":"REP-20260515-0011","model":"Pixel 9","issue":"battery"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"integer"},"ticket_number":{"type":"string"},"model":{"type":"string"},"issue":{"type":"string"}}}',
    },
    {
      name: "repair.completed",
      category: "repair",
      description: "Repair ticket closed.",
      example:
        '{"id":7404,"ticket_number":"REP-20260515-0011","resolution":"battery_replaced","cost":"79.00"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"integer"},"ticket_number":{"type":"string"},"resolution":{"type":"string"},"cost":{"type":"string"}}}',
    },
    {
      name: "customer.created",
      category: "customer",
      description: "New customer account.",
      example: '{"id":877,"email":"lena@example.com","name":"Lena Fischer"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"integer"},"email":{"type":"string"},"name":{"type":"string"}}}',
    },
    {
      name: "customer.updated",
      category: "customer",
      description: "Customer profile changed.",
      example: '{"id":877,"changed":["phone"],"email":"lena@example.com","name":"Lena Fischer"}',
      schema:
        '{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","required":["id"],"properties":{"id":{"type":"integer"},"changed":{"type":"array","items":{"type":"string"}},"email":{"type":"string"},"name":{"type":"string"}}}',
    },
  ],
} as const satisfies EventTypeCatalogue;
