import { describe, expect, test } from "vitest";
import { categoryName, channelName, eventTypeName } from "@/lib/contract/text";
import { BUILT_IN_DIALECTS } from "@/lib/dialects/built-in";
import { checkJson } from "@/lib/policy/json-text";
import { renderBody } from "@/lib/policy/render-body";
import { BUILT_IN_CATALOGUES, CATALOGUE_NAMES } from "./built-in";

describe.each(CATALOGUE_NAMES)("the catalogue of %s", (name) => {
  const { types, channels } = BUILT_IN_CATALOGUES[name];

  test("belongs to the dialect of its name", () => {
    expect(BUILT_IN_CATALOGUES[name].name).toBe(name);
    expect(BUILT_IN_CATALOGUES[name].title).toBe(BUILT_IN_DIALECTS[name].title);
  });

  test("has names the API takes, each once", () => {
    expect(new Set(types.map((type) => type.name)).size).toBe(types.length);
    for (const type of types) {
      expect(eventTypeName.safeParse(type.name).success, type.name).toBe(true);
      if (type.category !== null) expect(categoryName.safeParse(type.category).success).toBe(true);
    }
    for (const channel of channels) expect(channelName.safeParse(channel.name).success).toBe(true);
  });

  test("explains and exemplifies every type, with what its schema requires", () => {
    for (const { name: type, description, example, schema } of types) {
      expect(description, type).toMatch(/^[A-Z].{10,}\.$/s);
      for (const text of [example, schema]) expect(checkJson(Buffer.from(text)), type).toEqual({ ok: true });
      const value = JSON.parse(example) as Record<string, unknown>;
      const { required, properties } = JSON.parse(schema) as { required: string[]; properties: object };
      for (const field of required) expect(value, type).toHaveProperty(field);
      expect(Object.keys(value).sort(), type).toEqual(Object.keys(properties).sort());
    }
  });
});

const bodyOf = (name: "spectra" | "spectrum" | "splexa", type: string, at: string) => {
  const entry = BUILT_IN_CATALOGUES[name].types.find((each) => each.name === type);
  return renderBody(BUILT_IN_DIALECTS[name], {
    id: "evt_1",
    type,
    category: entry?.category ?? null,
    channel: null,
    run: null,
    timestampMs: Date.parse(at),
    payload: Buffer.from(entry?.example ?? ""),
  }).toString();
};

describe("what the pages promise", () => {
  test("Spectra: its 18 events, in its order, with its words", () => {
    expect(
      BUILT_IN_CATALOGUES.spectra.types.map(({ name, description }) => `${name} | ${description}`),
    ).toEqual([
      "order.created | New order placed.",
      "order.status_changed | Order status updated.",
      "order.shipped | Order marked shipped.",
      "order.delivered | Order marked delivered.",
      "order.cancelled | Order cancelled.",
      "return.requested | Customer requested return.",
      "return.approved | Return approved by admin.",
      "return.refunded | Refund issued.",
      "inventory.received | Device checked into inventory.",
      "inventory.updated | Device fields updated.",
      "inventory.sold | Device marked sold.",
      "buyback.quote.created | New buyback quote.",
      "buyback.quote.approved | Buyback quote accepted.",
      "buyback.quote.declined | Buyback quote rejected.",
      "repair.created | Repair ticket opened.",
      "repair.completed | Repair ticket closed.",
      "customer.created | New customer account.",
      "customer.updated | Customer profile changed.",
    ]);
  });

  test("Spectrum: today there is one event, messages", () => {
    expect(BUILT_IN_CATALOGUES.spectrum.types.map(({ name }) => name)).toEqual(["messages"]);
  });

  test("Spectora: 11 events; inspection.published does not fire on quick publish", () => {
    const record = (noun: string) => ["created", "updated", "deleted"].map((what) => `${noun}.${what}`);
    expect(BUILT_IN_CATALOGUES.spectora.types.map(({ name }) => name)).toEqual([
      ...["created", "confirmed", "canceled", "deleted", "published"].map((what) => `inspection.${what}`),
      ...record("agent"),
      ...record("client"),
    ]);
    const published = BUILT_IN_CATALOGUES.spectora.types.find(({ name }) => name === "inspection.published");
    expect(published?.description).toContain("does not fire on quick publish");
  });

  test("spektr: its events, and the process types one subscribes by", () => {
    const { types, channels } = BUILT_IN_CATALOGUES.spektr;
    const documented = [
      ...["process_run_start", "process_run_end", "service_run", "alert_resolved", "customer_tag_added"],
      ...["customer_status_changed", "customer_record_changed"],
    ];
    expect(types.map(({ name }) => name)).toEqual(expect.arrayContaining(documented));
    expect(channels.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["onboarding", "monitoring", "risk", "loop"]),
    );
  });

  test("SPLEXA: subscribe per category, network_event and audit_event", () => {
    const categories = BUILT_IN_CATALOGUES.splexa.types.map(({ category }) => category);
    expect([...new Set(categories)]).toEqual(["network_event", "audit_event"]);
  });

  test("the examples, sent in their dialect, are the documented bodies", async () => {
    const { default: vectors } = await import("@/lib/dialects/vectors.json");
    const documented = (dialect: string) =>
      vectors.find((vector) => vector.dialect === dialect && vector.body.length > 0)?.body;
    expect(bodyOf("spectra", "order.shipped", "2026-05-15T14:23:00Z")).toBe(documented("spectra"));
    expect(bodyOf("spectrum", "messages", "2026-05-15T14:23:00Z")).toBe(documented("spectrum"));
    expect(bodyOf("splexa", "device.degraded", "2026-04-29T12:34:56Z")).toBe(documented("splexa"));
  });
});
