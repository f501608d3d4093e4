import { afterAll, beforeEach, expect, test } from "vitest";
import type { Problem } from "@/lib/contract/problem";
import { closeDb, db } from "@/lib/platform/db";
import { setupLink } from "@/lib/setup";
import { POST as joinPost } from "./join/route";
import { POST } from "./route";

afterAll(closeDb);

let token: string;
beforeEach(async () => {
  token = new URL((await setupLink()) ?? "").hash.replace("#token=", "");
});

const good = () => ({
  token,
  email: "First＠Example.com",
  name: "First",
  password: "correct horse battery",
  workspaceName: "Acme",
});

function post(body: unknown, headers: Record<string, string> = {}, handler = POST): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const request = { method: "POST", body: text, headers: { "content-type": "application/json", ...headers } };
  return handler(new Request("http://localhost:3400/api/v1/setup", request));
}

test.each([
  [{ password: "elevenchars" }, "password"],
  [{ password: "x".repeat(1025) }, "password"],
  [{ password: "ä".repeat(513) }, "password"],
  [{ email: "nobody" }, "email"],
  [{ email: "a@b@c" }, "email"],
  [{ name: "" }, "name"],
  [{ workspaceName: "\ud800" }, "workspaceName"],
  [{ token: "" }, "token"],
  [{ role: "owner" }, "role"],
  [{ isOperator: true }, "isOperator"],
])("%j is refused and the field named", async (change, field) => {
  const response = await post({ ...good(), ...change });
  expect(response.status).toBe(422);
  const problem = (await response.json()) as Problem;
  expect(problem.errors?.map((each) => each.field)).toEqual([field]);
  expect(JSON.stringify(problem)).not.toContain(token);
  expect(await db.user.count()).toBe(0);
});

test("what is not JSON is refused", async () => {
  expect((await post("{")).status).toBe(400);
  expect((await post(good(), { "content-type": "text/plain" })).status).toBe(415);
  expect((await post("x=1", { "content-type": "application/x-www-form-urlencoded" })).status).toBe(415);
});

test("a wrong token is 403, the right one 201 and then 410", async () => {
  const wrong = await post({ ...good(), token: "wrong" });
  expect([wrong.status, wrong.headers.get("content-type")]).toEqual([403, "application/problem+json"]);
  const right = await post(good());
  expect(right.status).toBe(201);
  expect(right.headers.get("cache-control")).toBe("no-store");
  expect(await right.json()).toMatchObject({ email: "first@example.com" });
  expect((await post(good())).status).toBe(410);
  await db.installation.updateMany({ data: { ownedAt: null } });
  await db.user.deleteMany();
});

test("a join token that is none is 410", async () => {
  expect((await post({ token: "x.y", password: "correct horse battery" }, {}, joinPost)).status).toBe(410);
});
