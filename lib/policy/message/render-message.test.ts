import { describe, expect, test } from "vitest";
import { checkMessage, controlsIn, type PostedMessage, strayControls, textsOf } from "@/e2e/block-kit";
import { BUILT_IN_DIALECTS } from "@/lib/dialects/built-in";
import { BUILT_IN_CATALOGUES, CATALOGUE_NAMES } from "@/lib/dialects/catalogues/built-in";
import { randomJsonText, seededRandom } from "@/lib/policy/json-text-generator";
import { renderBody } from "@/lib/policy/render-body";
import type { MessageTemplate } from "./message-template";
import type { MessageRules } from "./render-message";

const BLANK: MessageTemplate = { title: "T", text: "", fields: [], context: "", link: null };

type Rendered = { type?: string; payload: string; template?: Partial<MessageTemplate>; linkTo?: string };

/** The message as Slack reads it; throws with Slack's word when it would refuse. */
function message({ type = "order.shipped", payload, template, linkTo }: Rendered): PostedMessage {
  const rules: MessageRules = {
    ...(template ? { templates: { [type]: { ...BLANK, ...template } } } : {}),
    ...(linkTo ? { linkTo } : {}),
  };
  const policy = { ...BUILT_IN_DIALECTS.slack, body: { kind: "slack-blocks" as const, ...rules } };
  const body = renderBody(policy, {
    id: "evt_1",
    type,
    category: "orders",
    channel: null,
    run: null,
    timestampMs: 1_778_854_980_123,
    payload: Buffer.from(payload),
  });
  const verdict = checkMessage(Buffer.from(body));
  if (!verdict.ok) throw new Error(`${verdict.answer}: ${verdict.why}`);
  return verdict.message;
}

const fieldTexts = (posted: PostedMessage) =>
  (posted.blocks ?? []).flatMap((block) =>
    "fields" in block ? (block.fields as { text: string }[]).map(({ text }) => text) : [],
  );
const value = (payload: string, format: MessageTemplate["fields"][number]["format"] = "text", path = "v") =>
  fieldTexts(message({ payload, template: { fields: [{ label: "V", path, format }] } }))[0]?.slice(4);

describe("without a template of its own a message", () => {
  test("names the event in words and shows what its payload says first", () => {
    const payload =
      '{"id":12345678901234567890,"status":"shipped","customer":{"name":"Ada & Sons","tags":["a","b"]},"paid":true,"shippedAt":"2026-05-15T14:23:00Z","items":[{"sku":1},{"sku":2}],"note":null}';
    expect(message({ payload, linkTo: "https://hooks.example.com/e/" })).toEqual({
      text: "Order shipped (Id: 12345678901234567890)",
      unfurl_links: false,
      unfurl_media: false,
      blocks: [
        { type: "header", text: { type: "plain_text", text: "Order shipped", emoji: false } },
        {
          type: "section",
          fields: [
            "*Id*\n12345678901234567890",
            "*Status*\nshipped",
            "*Customer name*\nAda &amp; Sons",
            "*Customer tags*\na, b",
            "*Paid*\nYes",
            "*Shipped at*\n<!date^1778854980^{date_short_pretty} {time}|2026-05-15 14:23 UTC>",
            "*Items*\n2",
            "*Note*\n–",
          ].map((text) => ({ type: "mrkdwn", text, verbatim: true })),
        },
        {
          type: "context",
          elements: [
            "order.shipped · <!date^1778854980^{date_short_pretty} {time}|2026-05-15 14:23 UTC>",
            "<https://hooks.example.com/e/evt_1|Open the delivery>",
          ].map((text) => ({ type: "mrkdwn", text, verbatim: true })),
        },
      ],
    });
  });

  test.each(['"text"', "12.50", "null", "[]", "{}", '[{"a":1}]', '{"":1}'])(
    "of %s is accepted",
    (payload) => {
      expect(strayControls(message({ payload }))).toEqual([]);
    },
  );

  const examples = CATALOGUE_NAMES.flatMap((name) =>
    BUILT_IN_CATALOGUES[name].types.map((type) => [name, type.name, type.example] as const),
  );
  test.each(examples)("is accepted for %s's %s, and shows its payload", (_, type, example) => {
    const posted = message({ type, payload: example });
    expect(strayControls(posted)).toEqual([]);
    expect(fieldTexts(posted).length).toBeGreaterThan(0);
  });
});

const HOSTILE = [
  "<!channel> <!here> <!everyone> <@U123> <#C123> <!subteam^S1>",
  "<https://evil.example|Click here>",
  "@channel @here #general https://evil.example",
  "&lt;!channel&gt; & < >",
  "\u0000\u0007\u001b[31mred\u009b",
  "\u202egnp.exe\u2066",
  "\ud83d lone \udc00",
  "🍝".repeat(5_000),
  "&".repeat(50_000),
  "<".repeat(3_001),
  `${"x".repeat(1_990)}<!channel>`,
  "```*_~`",
  " \n\t ",
  "",
];

describe("a hostile payload", () => {
  const shapes = (text: string) => [
    { v: text },
    { [text]: text },
    { [`${text}x`]: { [text]: [text, text] } },
    { a: { b: { c: { d: [[text]] } } } },
    text,
    [text],
    Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`k${n}`, text])),
  ];
  const everywhere: Partial<MessageTemplate> = {
    title: "{v} {@payload}",
    text: "{v} *bold* {@payload|code}",
    fields: (["text", "number", "date", "code", "yes-no", "count"] as const).map((format) => ({
      label: "V",
      path: "v",
      format,
    })),
    context: "{v} {@payload} {v|code}",
    link: { label: "Open", url: "https://admin.example.com/{v}?q={@payload}" },
  };
  test.each(HOSTILE)("%j mentions nobody, links nowhere and fits", (text) => {
    for (const payload of shapes(text).map((shape) => JSON.stringify(shape)))
      for (const template of [undefined, everywhere]) {
        const posted = message({
          payload,
          ...(template ? { template } : {}),
          linkTo: "https://hooks.example.com/e/",
        });
        expect(strayControls(posted)).toEqual([]);
        const foreign = controlsIn(posted).filter(
          (control) => !/^(!date\^\d+\^|https:\/\/(admin|hooks)\.example\.com\/)/.test(control),
        );
        expect(foreign).toEqual([]);
        for (const each of textsOf(posted)) {
          expect(each).not.toMatch(/(?![\t\n])\p{Cc}|\p{Bidi_Control}/u);
          expect(each).not.toMatch(/&(?!amp;|lt;|gt;)/);
        }
      }
  });

  test("of 2,000 random kinds is accepted, whatever the template asks of it", () => {
    const random = seededRandom(20_261_121);
    for (let i = 0; i < 2_000; i++) {
      const payload = randomJsonText(random, { kind: i % 2 ? "object" : "any" });
      const posted = message({ payload, ...(i % 3 ? { template: everywhere } : {}) });
      if (strayControls(posted).length > 0) throw new Error(`${payload} made ${JSON.stringify(posted)}`);
    }
  });

  test("of a megabyte, and of 64 levels, is accepted", () => {
    message({ payload: JSON.stringify({ a: "🍝<&".repeat(150_000), b: Array(50_000).fill("x") }) });
    message({ payload: `${'{"a":'.repeat(64)}1${"}".repeat(64)}` });
    message({ payload: "[".repeat(64) + "]".repeat(64) });
  });
});

describe("what is too long", () => {
  test("ends in an ellipsis between two characters, in a whole entity", () => {
    for (let shift = 0; shift < 6; shift++) {
      const emoji = value(JSON.stringify({ v: "x".repeat(shift) + "🍝".repeat(2_000) })) ?? "";
      expect(emoji).toMatch(/^x*(🍝)+…$/u);
      const entity = value(JSON.stringify({ v: "x".repeat(shift) + "&".repeat(2_000) })) ?? "";
      expect(entity).toMatch(/^x*(&amp;)+…$/);
      // No more is cut off than has to be: with "*V*\n" before it, 2,000 units and the five that did not fit.
      expect(entity.length).toBeGreaterThan(2_000 - 4 - 6);
    }
  });
  test("and just fits is left whole", () => {
    expect(value(JSON.stringify({ v: "x".repeat(1_996) }))).toBe("x".repeat(1_996));
    expect(value(JSON.stringify({ v: "x".repeat(1_997) }))).toBe(`${"x".repeat(1_995)}…`);
  });
});

describe("a template", () => {
  test.each([
    ['{"v":12345678901234567890}', "number", "12,345,678,901,234,567,890"],
    ['{"v":-1234.50}', "number", "-1,234.50"],
    ['{"v":1e400}', "number", "1e400"],
    ['{"v":"1234"}', "number", "1,234"],
    ['{"v":1778854980}', "date", "<!date^1778854980^{date_short_pretty} {time}|2026-05-15 14:23 UTC>"],
    ['{"v":1778854980123}', "date", "<!date^1778854980^{date_short_pretty} {time}|2026-05-15 14:23 UTC>"],
    ['{"v":"2026-05-15"}', "date", "2026-05-15"],
    ['{"v":1e300}', "date", "1e300"],
    ['{"v":"a`b\\nc"}', "code", "`aˋb c`"],
    ['{"v":false}', "yes-no", "No"],
    ['{"v":"maybe"}', "yes-no", "maybe"],
    ['{"v":[{},{}]}', "count", "2"],
    ['{"v":{"a":1}}', "count", "1"],
    ['{"v":{"a": 1.0}}', "text", '{"a": 1.0}'],
    ['{"v":[1.0,"a",null,true]}', "text", "1.0, a, , true"],
    ['{"w":1}', "text", "–"],
    ['{"v":1,"v":2}', "text", "2"],
  ] as const)("shows %s as %s", (payload, format, shown) => {
    expect(value(payload, format)).toBe(shown);
  });

  test("finds members of members, elements, and names with dots in them", () => {
    const payload = '{"a":{"b":[{"c":"deep"}]},"x.y":"dotted","@type":"member"}';
    expect(value(payload, "text", "a.b.0.c")).toBe("deep");
    expect(value(payload, "text", "x\\.y")).toBe("dotted");
    expect(value(payload, "text", "\\@type")).toBe("member");
    expect(value(payload, "text", "@type")).toBe("order.shipped");
    expect(value(payload, "text", "a.b.1.c")).toBe("–");
    expect(value(payload, "text", "constructor")).toBe("–");
  });

  test("fills placeholders, in a link each as one piece of its path", () => {
    const posted = message({
      payload: '{"id":"a/b?c&d","n":1234}',
      template: {
        title: "Order {id} \\{n\\}",
        text: "*{n|number}* pieces",
        context: "{@category}",
        link: { label: "Open", url: "https://admin.example.com/orders/{id}" },
      },
    });
    expect(textsOf(posted)).toEqual([
      "Order a/b?c&amp;d {n}",
      "Order a/b?c&amp;d {n}",
      "*1,234* pieces",
      "orders",
      "<https://admin.example.com/orders/a%2Fb%3Fc%26d|Open>",
    ]);
  });

  test("leaves out a link to what is not there", () => {
    const link = { label: "Open", url: "https://admin.example.com/{id}" };
    expect(controlsIn(message({ payload: "{}", template: { link } }))).toEqual([]);
  });
});
