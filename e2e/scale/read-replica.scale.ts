import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { client, newEndpoint } from "@/e2e/api";
import { type Replica, startReplica } from "@/e2e/postgres-replica";
import { type Product, startProduct } from "@/e2e/product";
import { type Receiver, startReceiver } from "@/e2e/receiver";
import { firstOwner } from "@/e2e/session";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Longer than a replica may lag before nobody reads from it. */
const LAGGED_MS = 3_000;
const PORT = "<port>";

describe("with a read replica", () => {
  let product: Product;
  let replica: Replica;
  let receiver: Receiver;
  let owner: Page;
  let project: string;
  beforeAll(async () => {
    product = await startProduct({
      backend: "postgres",
      webs: 2,
      through: async (servers) => {
        replica = await startReplica(servers);
        return { webs: { DATABASE_READ_URL: replica.url } };
      },
    });
    receiver = await startReceiver();
    owner = browser(await firstOwner(product));
    ({ id: project } = await owner("POST", "/projects", { name: "Replica" }));
    await readsFromReplica();
  });
  afterAll(async () => {
    replica?.thaw();
    await receiver?.close();
    await product?.stop();
    await replica?.stop();
  });

  type Page = <Answer = { id: string }>(
    method: string,
    path: string,
    body?: unknown,
    web?: number,
  ) => Promise<Answer>;

  /**
   * A signed-in browser: it keeps the cookies it is given and sends them to whichever process answers. Their names
   * carry the port over http, and behind one address all processes would have one.
   */
  function browser({ Cookie = "" }: Record<string, string>): Page {
    const jar = new Map(
      Cookie.split("; ").map((each) => each.replace(/\d+/, PORT).split("=") as [string, string]),
    );
    return async (method, path, body, web = 0) => {
      const url = product.urls[web] ?? "";
      const answer = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          Origin: url,
          Cookie: [...jar]
            .map(([name, value]) => `${name.replace(PORT, new URL(url).port)}=${value}`)
            .join("; "),
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      for (const each of answer.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(each) ?? [];
        jar.set(name.replace(/\d+/, PORT), value);
      }
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
      return answer.status === 204 ? undefined : await answer.json();
    };
  }

  const reads = async (from: "replica" | "primary") => {
    const headers = { authorization: `Bearer ${product.metricsToken}` };
    const texts = await Promise.all(
      product.urls.map(async (url) => (await fetch(`${url}/metrics`, { headers })).text()),
    );
    const counted = texts.flatMap((text) => [
      ...text.matchAll(/^posthorn_page_reads_total\{from="(\w+)"\} (\d+)/gm),
    ]);
    return counted.filter(([, place]) => place === from).reduce((sum, [, , count]) => sum + Number(count), 0);
  };
  const endpoints = async (web = 0) =>
    (
      await owner<{ data: { description: string }[] }>(
        "GET",
        `/projects/${project}/endpoints`,
        undefined,
        web,
      )
    ).data;
  async function readsFromReplica(): Promise<void> {
    for (;;) {
      const before = await reads("replica");
      await Promise.all([endpoints(0), endpoints(1)]);
      if ((await reads("replica")) === before + 2) return;
      await pause(100);
    }
  }
  const add = (description: string, by: Page = owner) =>
    by("POST", `/projects/${project}/endpoints`, { url: receiver.url(`/${description}`), description });
  const named = (list: { description: string }[], name: string) =>
    list.filter((each) => each.description === name).length;

  it("every list, detail and chart of a project comes from there", async () => {
    const endpoint = await add("everywhere");
    await owner("POST", `/projects/${project}/endpoints/${endpoint.id}/test`, {});
    await readsFromReplica();
    const [before, wrong] = [await reads("replica"), await reads("primary")];
    const paths = ["", "/endpoints", `/endpoints/${endpoint.id}`, "/deliveries", "/events", "/runs"];
    for (const path of paths) await owner("GET", `/projects/${project}${path}`);
    expect(await reads("replica")).toBe(before + paths.length);
    expect(await reads("primary")).toBe(wrong);
    const [seen] = await replica.query<{ tables: number }>(
      `SELECT count(DISTINCT pid)::int AS tables FROM pg_stat_activity
       WHERE application_name = 'posthorn-replica' AND query LIKE '%deliveries%'`,
    );
    expect(seen?.tables).toBeGreaterThan(0);
  });

  it("shows what a page has just changed, in every process, also when the replica has not heard of it", async () => {
    await replica.replays(false);
    try {
      for (let n = 0; n < 5; n++) {
        await add(`own-${n}`);
        expect(named(await endpoints(n % 2), `own-${n}`)).toBe(1);
      }
    } finally {
      await replica.replays(true);
    }
    await readsFromReplica();
    expect(named(await endpoints(), "own-4")).toBe(1);
  });

  it("is read from while it is current, and left when it is seconds behind", async () => {
    await readsFromReplica();
    const key = await owner<{ key: string }>("POST", "/workspace/api-keys", {
      name: "other",
      scopes: ["read", "endpoints:write"],
    });
    const other = client(product, key.key);
    /** Another's change, and whether this page, which has neither made it nor been told of it, shows it at once. */
    const shown = async (name: string) => {
      await readsFromReplica();
      await replica.replays(false);
      await newEndpoint(other, project, { url: receiver.url(`/${name}`), description: name });
      return named(await endpoints(), name);
    };
    try {
      // On a machine that is busy for seconds in between, the replica is left already: so it may take a few tries.
      let tries = 0;
      while (tries < 10 && (await shown(`other-${tries}`)) === 1) {
        await replica.replays(true);
        tries++;
      }
      expect(tries).toBeLessThan(10);
      await pause(LAGGED_MS);
      expect(named(await endpoints(), `other-${tries}`)).toBe(1);
    } finally {
      await replica.replays(true);
    }
  });

  it.each(["frozen", "stopped"])("%s, it costs no page its answer", async (how) => {
    await readsFromReplica();
    if (how === "frozen") replica.freeze();
    else await replica.stop();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => endpoints(n % 2)));
    for (const list of answers) expect(named(list, "everywhere")).toBe(1);
    await add(`while-${how}`);
    expect(named(await endpoints(1), `while-${how}`)).toBe(1);
    if (how === "stopped") return;
    replica.thaw();
    await readsFromReplica();
    expect(named(await endpoints(), `while-${how}`)).toBe(1);
  });
});
