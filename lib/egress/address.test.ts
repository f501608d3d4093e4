import { parse } from "node:url";
import { describe, expect, test } from "vitest";
import { checkAddress, checkUrl, type EgressPolicy, loopbackAddresses } from "./address";
import { seeded } from "./seeded-random.fixture";
import cases from "./ssrf-cases.json";

const open: EgressPolicy = { allow: [], allowHttp: true };
const embedded: EgressPolicy = { allow: ["127.0.0.0/8", "::1/128"], allowHttp: true };

const verdict = (url: string, policy = open) => {
  const result = checkUrl(url, policy);
  return result.ok ? "allowed" : result.reason;
};

describe("the catalogue of forged destinations", () => {
  test.each(cases.filter((row) => row.stage === "register"))("$id is refused: $why", ({ url, config }) => {
    const result = checkUrl(url, { allow: [], allowHttp: config?.allowHttp ?? true });
    expect(result).toEqual({ ok: false, reason: expect.stringMatching(/^[A-Z].*\.$/) });
  });

  test.each(cases.filter((row) => row.expect === "allow"))("$id is allowed: $why", ({ url }) => {
    expect(verdict(url)).toBe("allowed");
  });

  test.each(cases.filter((row) => row.stage === "connect" || row.stage === "redirect"))(
    "$id is no matter of the URL's text: $why",
    ({ url }) => expect(verdict(url)).toBe("allowed"),
  );
});

describe("addresses", () => {
  // The last address below, the first inside, the last inside and the first above each refused block.
  test.each([
    ["0.0.0.0", "0.255.255.255", null, "1.0.0.0"],
    ["10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0"],
    ["100.64.0.0", "100.127.255.255", "100.63.255.255", "100.128.0.0"],
    ["127.0.0.0", "127.255.255.255", "126.255.255.255", "128.0.0.0"],
    ["169.254.0.0", "169.254.255.255", "169.253.255.255", "169.255.0.0"],
    ["172.16.0.0", "172.31.255.255", "172.15.255.255", "172.32.0.0"],
    ["192.0.0.0", "192.0.0.255", "191.255.255.255", "192.0.1.0"],
    ["192.0.2.0", "192.0.2.255", "192.0.1.255", "192.0.3.0"],
    ["192.88.99.0", "192.88.99.255", "192.88.98.255", "192.88.100.0"],
    ["192.168.0.0", "192.168.255.255", "192.167.255.255", "192.169.0.0"],
    ["198.18.0.0", "198.19.255.255", "198.17.255.255", "198.20.0.0"],
    ["198.51.100.0", "198.51.100.255", "198.51.99.255", "198.51.101.0"],
    ["203.0.113.0", "203.0.113.255", "203.0.112.255", "203.0.114.0"],
    ["224.0.0.0", "255.255.255.255", "223.255.255.255", null],
    ["168.63.129.16", "168.63.129.16", "168.63.129.15", "168.63.129.17"],
    ["2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2000:ffff::1", "2001:200::"],
    ["2001:db8::", "2001:db8:ffff::1", "2001:db7:ffff::1", "2001:db9::"],
    ["2002::", "2002:ffff::1", "2001:ffff::1", "2003::"],
    ["2620:4f:8000::", "2620:4f:8000:ffff::1", "2620:4f:7fff::1", "2620:4f:8001::"],
    ["3fff::", "3fff:fff:ffff::1", "3ffe:ffff::1", "3fff:1000::"],
    ["4000::", "ffff::1", "3fff:1000::1", null],
    ["::", "1fff:ffff::1", null, "2000::"],
  ])("%s to %s is refused, its neighbours are not", (first, last, below, above) => {
    expect(checkAddress(first, open)).not.toBeNull();
    expect(checkAddress(last, open)).not.toBeNull();
    if (below !== null) expect(checkAddress(below, open)).toBeNull();
    if (above !== null) expect(checkAddress(above, open)).toBeNull();
  });

  test.each([
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2606:4700::200:5efe:808:808",
    "fe80::1%eth0",
    "",
    "8.8.8",
  ])("%s is refused", (address) => expect(checkAddress(address, open)).not.toBeNull());
});

describe("the operator's allow list", () => {
  test("opens exactly what it names", () => {
    const policy = { allow: ["10.1.0.0/16", "fd12::/16"], allowHttp: true };
    expect(checkAddress("10.1.2.3", policy)).toBeNull();
    expect(checkAddress("fd12::5", policy)).toBeNull();
    expect(checkAddress("10.2.0.1", policy)).not.toBeNull();
    expect(checkAddress("::ffff:10.1.2.3", policy)).not.toBeNull();
    expect(verdict("http://10.1.2.3:81/hook", policy)).toBe("allowed");
    expect(verdict("http://10.1.2.3:6379/", policy)).toMatch(/^Port 6379/);
    expect(verdict("http://10.2.2.3/hook", policy)).toMatch(/private/);
    expect(verdict("http://printer.local/hook", policy)).toMatch(/\.local/);
  });

  test("never opens a metadata service, not even through IPv6 that carries IPv4", () => {
    const policy = { allow: ["0.0.0.0/0", "::/0"], allowHttp: true };
    expect(checkAddress("10.0.0.1", policy)).toBeNull();
    const metadata = [
      "169.254.169.254",
      "169.254.170.2",
      "168.63.129.16",
      "100.100.100.200",
      "fd00:ec2::254",
    ];
    const carried = ["::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "::a9fe:a9fe", "2002:a9fe:a9fe::1"];
    for (const address of [...metadata, ...carried])
      expect(checkAddress(address, policy), address).not.toBeNull();
  });

  test("with loopback makes localhost a host name, on any port but a database's", () => {
    expect(verdict("http://localhost:39871/hook", embedded)).toBe("allowed");
    expect(verdict("http://LOCALHOST/hook", embedded)).toBe("allowed");
    expect(verdict("http://127.0.0.1:39871/hook", embedded)).toBe("allowed");
    expect(verdict("http://[::1]:81/hook", embedded)).toBe("allowed");
    for (const url of [
      "http://localhost:5432/",
      "http://127.0.0.1:6379/",
      "http://127.0.0.1:0/",
      "http://127.1/",
      "http://localhost./",
      "http://x.localhost/",
      "http://redis/",
    ]) {
      expect(verdict(url, embedded), url).not.toBe("allowed");
    }
    expect(loopbackAddresses(embedded)).toEqual(["127.0.0.1", "::1"]);
    expect(loopbackAddresses({ allow: ["127.0.0.0/8"], allowHttp: true })).toEqual(["127.0.0.1"]);
    expect(loopbackAddresses(open)).toEqual([]);
  });

  test("does not open the deployment's own addresses", () => {
    const policy = { allow: ["10.0.0.0/8"], deny: ["10.0.0.7/32", "93.184.215.0/24"], allowHttp: true };
    expect(checkAddress("10.0.0.7", policy)).toMatch(/itself/);
    expect(verdict("https://93.184.215.14/", policy)).toMatch(/itself/);
    expect(checkAddress("10.0.0.8", policy)).toBeNull();
  });

  test.each(["10.0.0.0", "10.0.0.0/33", "example.com/8", "::/129", "10.0.0.0/8 ", ""])(
    "is not read past a mistake: %j",
    (cidr) => expect(() => checkAddress("8.8.8.8", { allow: [cidr], allowHttp: true })).toThrow(/CIDR/),
  );
});

describe("URLs", () => {
  test.each([
    ["https://example.com:80/", "https on port 80"],
    ["http://example.com:443/", "http on port 443"],
    ["https://example.com:0/", "port 0"],
    ["https://example.com:/", "empty port"],
    ["https://example.com:6666/", "blocked by browsers"],
    ["https://example.com:10250/", "kubelet"],
    ["https://exa$mple.com/", "not a host name"],
    [`https://${"a".repeat(64)}.com/`, "label of 64"],
    [`https://${`${"a".repeat(60)}.`.repeat(5)}com/`, "name over 253"],
    ["https://ｅxample.com/", "full-width letter"],
    ["https://example.com/\ud800", "lone surrogate"],
    ["https://example.com/\u0000", "NUL"],
    ["https://metadata.google.internal/", "metadata name"],
    ["https://host.docker.internal/", "docker host"],
    ["https:example.com/", "no slashes"],
    ["", "empty"],
  ])("%s is refused: %s", (url) => expect(verdict(url)).not.toBe("allowed"));

  test("with a user name say so", () => {
    expect(verdict("https://user:secret@example.com/")).toBe(
      "The URL must not contain a user name or password.",
    );
  });

  test.each([
    "https://bücher.example.com/",
    "https://example.com",
    "https://example.com?x=1",
    "https://example.com/a@b?c=d%40e#f",
    "https://a-b.c_d.example.co.uk:65535/",
    `https://example.com/${"a".repeat(2028)}`,
  ])("%s is allowed", (url) => expect(verdict(url)).toBe("allowed"));

  test("an accepted URL leaves no room for another parser to see another host", () => {
    const random = seeded(7);
    const pick = (items: readonly string[]) => items[Math.floor(random() * items.length)] ?? "";
    const pieces = [
      ...[
        "127.0.0.1",
        "example.com",
        "[::1]",
        "2130706433",
        "0x7f.1",
        "169.254.169.254",
        "①",
        "。",
        "xn--",
        "localhost",
      ],
      ...[
        "@",
        ":",
        ":80",
        ":6379",
        "/",
        "\\",
        "//",
        "?",
        "#",
        "%2f",
        "%00",
        "..",
        ".",
        "\t",
        " ",
        "&",
        ";",
        "a",
        "-",
        "_",
      ],
    ];
    let accepted = 0;
    for (let round = 0; round < 30_000; round += 1) {
      const url =
        pick(["http://", "https://", "HTTP://", "http:/", "http:///"]) +
        Array.from({ length: 1 + Math.floor(random() * 5) }, () => pick(pieces)).join("");
      const result = checkUrl(url, open);
      if (!result.ok) continue;
      accepted += 1;
      expect(result.url.hostname, url).toMatch(/^([a-z0-9_-]+\.)+[a-z0-9_-]+$/);
      // RFC 3986 appendix B, and Node's older parser.
      const authority = /^[^:/?#]+:\/\/([^/?#]*)/.exec(url)?.[1] ?? "";
      expect(authority.replace(/:\d*$/, "").toLowerCase(), url).toBe(result.url.hostname);
      expect(parse(url).hostname, url).toBe(result.url.hostname);
    }
    expect(accepted).toBeGreaterThan(100);
  });
});
