/**
 * Decides which URLs and addresses events may be sent to, without opening a socket; that the address decided
 * about is the address connected to is `dial.ts`.
 */
import net from "node:net";

/**
 * The operator's say over destinations, never a customer's.
 *
 * `allow` are CIDRs that may be reached although they are private; `deny` are CIDRs that may not although
 * they are public (the deployment's own addresses). `allowHttp` admits plain `http://`.
 */
export type EgressPolicy = {
  allow: readonly string[];
  allowHttp: boolean;
  deny?: readonly string[];
};

export type UrlVerdict = { ok: true; url: URL } | { ok: false; reason: string };

/** https://www.iana.org/assignments/iana-ipv4-special-registry, multicast, class E, and Azure's WireServer. */
const REFUSED_V4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "168.63.129.16/32",
];

/** IPv6 is refused unless it is global unicast, so what IANA has not handed out yet is refused as well. */
const GLOBAL_V6 = ["2000::/3"];

/** The special-purpose blocks inside global unicast: Teredo and ORCHID, documentation, 6to4, AS112. */
const REFUSED_V6 = ["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"];

/** Cloud metadata services hand out credentials: no allow list opens them. */
const METADATA = ["169.254.0.0/16", "168.63.129.16/32", "100.100.100.200/32", "fd00:ec2::254/128"];

const SPECIAL_USE_SUFFIXES = new Set([
  ...["localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private"],
  ...["test", "invalid", "example", "onion", "arpa"],
]);

/** Databases, queues and control planes that a crafted POST could speak to. */
const DATA_STORE_PORTS = new Set([
  1433, 1434, 1521, 2181, 2375, 2376, 2377, 2378, 2379, 2380, 2483, 2484, 3306, 4369, 5432, 5671, 5672, 5984,
  6379, 6380, 6443, 7199, 7474, 7687, 8200, 8300, 8301, 8302, 8500, 8501, 8502, 8600, 9042, 9092, 9160, 9200,
  9300, 10250, 10255, 10256, 11211, 15672, 27017, 27018, 27019,
]);

/** https://fetch.spec.whatwg.org/#port-blocking, those from 1024 up. */
const BAD_PORTS = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
  10080,
]);

const MAX_URL_LENGTH = 2048;
const PRIVATE_REASON = "The address is in a private, local or reserved network.";

/**
 * Whether events may be sent to this URL, as far as its text tells; the same answer at registration and at
 * every attempt. `reason` is an English sentence for the customer who typed the URL.
 */
export function checkUrl(raw: string, policy: EgressPolicy): UrlVerdict {
  const fault = spellingFault(raw, policy);
  if (fault !== null) return { ok: false, reason: fault };
  const authority = authorityOf(raw);
  const parts = /^(\[[^[\]]*\]|[^:[\]]+)(?::([0-9]{1,5}))?$/.exec(authority);
  if (parts === null || !URL.canParse(raw)) {
    return { ok: false, reason: "The URL has no valid host name and port." };
  }
  const url = new URL(raw);
  const reason = hostFault(url.hostname, parts[1] ?? "", policy) ?? portFault(url, policy);
  return reason === null ? { ok: true, url } : { ok: false, reason };
}

/** Why this IPv4 or IPv6 address may not be connected to, as an English sentence, or `null` when it may. */
export function checkAddress(ip: string, policy: EgressPolicy): string | null {
  if (net.isIP(ip) === 0 || ip.includes("%")) return "This is not an IP address.";
  const rules = compile(policy);
  if (matches(rules.deny, ip)) return "The address belongs to this service itself.";
  if (matches(METADATA_RULES, ip)) return PRIVATE_REASON;
  if (matches(rules.allow, ip)) return net.isIPv6(ip) && embedsMetadata(ip) ? PRIVATE_REASON : null;
  return isPublic(ip) ? null : PRIVATE_REASON;
}

/** Throws when a CIDR of the policy is malformed, so that the operator's mistake is met at start. */
export function assertPolicy(policy: EgressPolicy): void {
  compile(policy);
}

/** What `localhost` stands for under this policy: the loopback addresses the operator allows, often none. */
export function loopbackAddresses(policy: EgressPolicy): readonly string[] {
  return compile(policy).loopback;
}

function spellingFault(raw: string, policy: EgressPolicy): string | null {
  if (raw.length > MAX_URL_LENGTH) return "The URL is longer than 2,048 characters.";
  // The URL standard silently drops TAB and line feeds, and reads a backslash as a slash.
  if (/[^!-\uffff]|[\u007f\\]/.test(raw) || !raw.isWellFormed()) {
    return "The URL contains a space, a backslash or a control character.";
  }
  if (!/^https?:\/\/[^/?#]/i.test(raw)) return "The URL must start with https:// and a host name.";
  if (!policy.allowHttp && !/^https:/i.test(raw)) return "The URL must start with https://.";
  const authority = authorityOf(raw);
  if (authority.includes("@")) return "The URL must not contain a user name or password.";
  if (authority.includes("%")) return "The host name must not contain a percent sign.";
  return null;
}

function authorityOf(raw: string): string {
  const start = raw.indexOf("//") + 2;
  const length = raw.slice(start).search(/[/?#]/);
  return length === -1 ? raw.slice(start) : raw.slice(start, start + length);
}

function hostFault(host: string, rawHost: string, policy: EgressPolicy): string | null {
  if (host.startsWith("[")) return checkAddress(host.slice(1, -1), policy);
  if (!net.isIPv4(host)) return nameFault(host, rawHost, policy);
  if (rawHost !== host) return "An IPv4 address must be written as four plain decimal numbers.";
  return checkAddress(host, policy);
}

function nameFault(host: string, rawHost: string, policy: EgressPolicy): string | null {
  const labels = host.split(".");
  if (labels.some((label) => !/^[a-z0-9_-]{1,63}$/.test(label)) || host.length > 253) {
    return host.endsWith(".") ? "The host name must not end with a dot." : "The host name is not valid.";
  }
  if (!isPlainlySpelled(rawHost.split("."), labels)) {
    return "The host name is written in look-alike characters; use plain letters and digits.";
  }
  if (host === "localhost" && loopbackAddresses(policy).length > 0) return null;
  if (labels.length === 1) return "The host name must be a full domain name, such as hooks.example.com.";
  if (SPECIAL_USE_SUFFIXES.has(labels.at(-1) ?? "")) {
    return `Host names that end with .${labels.at(-1)} cannot be reached from here.`;
  }
  return null;
}

function portFault(url: URL, policy: EgressPolicy): string | null {
  const port = url.port === "" ? defaultPort(url) : Number(url.port);
  if (DATA_STORE_PORTS.has(port)) return `Port ${port} belongs to a database or control service.`;
  if (port === 0) return "Port 0 is no port that a server can listen on.";
  if (port === defaultPort(url) || isInsideAllowList(url.hostname, policy)) return null;
  if (port < 1024 || BAD_PORTS.has(port)) {
    return `Port ${port} cannot be used; use ${defaultPort(url)}, or a port from 1024 up that no other protocol owns.`;
  }
  return null;
}

/** Each label as typed is the label that will be looked up, or its letters need punycode: nothing is mapped away. */
function isPlainlySpelled(typed: readonly string[], labels: readonly string[]): boolean {
  if (typed.length !== labels.length) return false;
  return labels.every((label, index) => {
    const spelled = typed[index] ?? "";
    return /^[!-~]+$/.test(spelled) ? spelled.toLowerCase() === label : label.startsWith("xn--");
  });
}

/** The port that a URL of this scheme means when it names none. */
export function defaultPort(url: URL): number {
  return url.protocol === "https:" ? 443 : 80;
}

function isInsideAllowList(hostname: string, policy: EgressPolicy): boolean {
  const ip = hostname.replace(/^\[|\]$/g, "");
  return hostname === "localhost" || (net.isIP(ip) !== 0 && matches(compile(policy).allow, ip));
}

/** IPv4 and IPv6 rules are kept apart: a `BlockList` would let `::ffff:10.0.0.1` pass as `10.0.0.1`. */
type Ranges = { v4: net.BlockList; v6: net.BlockList };
type Rules = { allow: Ranges; deny: Ranges; loopback: readonly string[] };

const METADATA_RULES = ranges(METADATA);
const REFUSED_RULES = ranges([...REFUSED_V4, ...REFUSED_V6]);
const GLOBAL_V6_RULES = ranges(GLOBAL_V6);
const compiled = new WeakMap<EgressPolicy, Rules>();

function compile(policy: EgressPolicy): Rules {
  const known = compiled.get(policy);
  if (known !== undefined) return known;
  const allow = ranges(policy.allow);
  const deny = ranges(policy.deny ?? []);
  const loopback = ["127.0.0.1", "::1"].filter((ip) => matches(allow, ip) && !matches(deny, ip));
  const rules = { allow, deny, loopback };
  compiled.set(policy, rules);
  return rules;
}

function ranges(cidrs: readonly string[]): Ranges {
  const result = { v4: new net.BlockList(), v6: new net.BlockList() };
  for (const cidr of cidrs) {
    const [, base = "", bits = ""] = /^([0-9a-fA-F:.]+)\/([0-9]{1,3})$/.exec(cidr) ?? [];
    const family = net.isIP(base);
    const malformed = family === 0 || Number(bits) > (family === 4 ? 32 : 128);
    if (malformed) throw new Error(`"${cidr}" is not a CIDR range.`);
    if (family === 4) result.v4.addSubnet(base, Number(bits), "ipv4");
    else result.v6.addSubnet(base, Number(bits), "ipv6");
  }
  return result;
}

function matches(rules: Ranges, ip: string): boolean {
  return net.isIPv4(ip) ? rules.v4.check(ip, "ipv4") : rules.v6.check(ip, "ipv6");
}

function isPublic(ip: string): boolean {
  if (matches(REFUSED_RULES, ip)) return false;
  return net.isIPv4(ip) || (matches(GLOBAL_V6_RULES, ip) && !isIsatap(words(ip)));
}

/** RFC 5214: the interface id `0000:5efe` or `0200:5efe` and an IPv4 address, in any prefix. */
function isIsatap(address: readonly number[]): boolean {
  return address[5] === 0x5efe && (address[4] === 0 || address[4] === 0x200);
}

/** An allowed IPv6 range (NAT64, 6to4, mapped) must not be a way round to an IPv4 metadata service. */
function embedsMetadata(ip: string): boolean {
  const address = words(ip);
  return address.slice(1).some((low, index) => {
    const high = address[index] ?? 0;
    return matches(METADATA_RULES, `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`);
  });
}

/** The eight 16-bit groups of a valid IPv6 address. */
function words(ip: string): number[] {
  const canonical = new URL(`http://[${ip}]/`).hostname.slice(1, -1);
  const [head = "", tail] = canonical.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
}
