import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTestFolder } from "@/bin/test-folder.mjs";
import { type Client, newEndpoint, newProject, settled } from "@/e2e/api";
import { type Product, startProduct } from "@/e2e/product";
import { type Receiver, startReceiver } from "@/e2e/receiver";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const sh = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

/** A file system of its own, small enough to fill; only root may make one. */
function smallDisk(
  megabytes: number,
): { folder: string; grow: (to: number) => void; remove: () => void } | null {
  const folder = path.join(makeTestFolder(), "disk");
  mkdirSync(folder, { mode: 0o755 });
  if (!sh("mount", "-t", "tmpfs", "-o", `size=${megabytes}m,mode=0777`, "tmpfs", folder)) return null;
  return {
    folder,
    grow: (to) => void sh("mount", "-o", `remount,size=${to}m`, folder),
    remove: () => {
      sh("umount", "-l", folder);
      rmSync(path.dirname(folder), { recursive: true, force: true });
    },
  };
}

const disk = smallDisk(150);
afterAll(() => disk?.remove());

describe.runIf(disk)("when the disk under Postgres is full", () => {
  let product: Product;
  let receiver: Receiver;
  beforeAll(async () => {
    product = await startProduct({
      backend: "postgres",
      postgresFolder: path.join(disk?.folder ?? "", "postgres"),
      postgresSettings: { max_wal_size: "48MB", min_wal_size: "32MB", shared_buffers: "16MB" },
    });
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await receiver?.close();
    await product?.stop();
  });

  /** Nothing that could be stored smaller than it is. */
  const filler = () => randomBytes(375_000).toString("base64");
  async function send(api: Client, project: string, data: string) {
    const body = `{"type":"order.created","data":"${data}"}`;
    return api.send("POST", `/api/v1/projects/${project}/events`, { body }).catch(() => null);
  }

  it("F37: it says 503, loses nothing it said 202 to, and goes on by itself once there is room", async () => {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url("/f37") });
    const accepted: string[] = [];
    const refused: number[] = [];
    for (let n = 0; n < 600 && refused.length < 5; n++) {
      const answer = await send(api, project, filler());
      if (answer?.status === 202) accepted.push(JSON.parse(answer.text).id);
      else refused.push(answer?.status ?? 503);
    }
    expect(accepted.length).toBeGreaterThan(0);
    expect(refused).toEqual(Array(5).fill(503));
    disk?.grow(1_000);
    for (let tries = 0; ; tries++, await pause(500)) {
      const answer = await send(api, project, "small");
      if (answer?.status === 202) {
        accepted.push(JSON.parse(answer.text).id);
        break;
      }
      expect(tries).toBeLessThan(180);
    }
    await settled(api, project, 120_000);
    const arrived = new Set(receiver.to("/f37").map(({ headers }) => headers["webhook-id"]));
    expect(accepted.filter((id) => !arrived.has(id))).toEqual([]);
  });
});

describe.runIf(!disk)("where no disk can be made", () => {
  it("F37: is not shown: filling a disk needs one of its own, which only root may mount", () => undefined);
});
