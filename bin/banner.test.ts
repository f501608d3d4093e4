import { expect, test } from "vitest";
import { banner } from "./banner.mjs";

const egress = (env: Record<string, string>) => {
  const text = banner({
    env: { APP_URL: "http://localhost:1", POSTHORN_MODE: "embedded", ...env },
    dataDir: "/d",
    seconds: 1,
    dev: false,
  });
  return /^ {2}Egress +(.*)$/m.exec(text)?.[1];
};

test.each([
  [
    { EGRESS_ALLOW: "127.0.0.0/8,::1/128", EGRESS_ALLOW_HTTP: "true" },
    /^public addresses and those in 127\.0\.0\.0\/8,::1\/128, over https or plain http; this start brought/,
  ],
  [{ EGRESS_ALLOW: "", EGRESS_ALLOW_HTTP: "true" }, /^public addresses only, over https or plain http$/],
  [{ EGRESS_ALLOW: "", EGRESS_ALLOW_HTTP: "false" }, /^public addresses only, over https only$/],
  [
    { EGRESS_ALLOW: "10.0.0.0/8", EGRESS_ALLOW_HTTP: "false" },
    /^public addresses and those in 10\.0\.0\.0\/8, over https only$/,
  ],
  [{ POSTHORN_MODE: "production" }, /^public addresses only, over https only$/],
])("%j may receive what the banner says", (env, said) => expect(egress(env)).toMatch(said));
