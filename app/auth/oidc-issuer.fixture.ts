/**
 * For tests: an OpenID Connect provider on loopback, in real HTTP: discovery, keys, an authorization endpoint that
 * lets in whoever the test says, and a token endpoint that checks client, code and PKCE and signs RS256.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const CLIENT = { id: "posthorn", secret: "not a secret at all" };

export type IssuerPerson = { sub: string; email?: string; email_verified?: boolean | string };

export type Issuer = {
  url: string;
  /** Who signs in from now on. */
  person: IssuerPerson;
  /** Claims of the next id tokens that are not as they should be. */
  lies: Record<string, unknown>;
  /** Signs with a key that is not published. */
  forges: boolean;
  /** The parameters of the authorization requests it got. */
  asked: URLSearchParams[];
  close: () => Promise<void>;
};

type Grant = { nonce: string | null; challenge: string | null; redirect: string };

export async function startIssuer(): Promise<Issuer> {
  const real = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const wrong = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const grants = new Map<string, Grant>();
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer: Issuer = {
    url,
    person: { sub: "1" },
    lies: {},
    forges: false,
    asked: [],
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", url);
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (pathname === "/.well-known/openid-configuration") return void json(200, discovery(url));
    if (pathname === "/jwks")
      return void json(200, {
        keys: [{ ...real.publicKey.export({ format: "jwk" }), kid: "1", use: "sig" }],
      });
    if (pathname === "/authorize")
      return void response.writeHead(302, { location: grant(searchParams) }).end();
    if (pathname === "/token") {
      const token = redeem(new URLSearchParams(await textOf(request)), request.headers.authorization);
      return void json(token ? 200 : 400, token ?? { error: "invalid_grant" });
    }
    json(404, {});
  }

  function grant(params: URLSearchParams): string {
    issuer.asked.push(params);
    const code = randomUUID();
    const redirect = params.get("redirect_uri") ?? "";
    grants.set(code, { nonce: params.get("nonce"), challenge: params.get("code_challenge"), redirect });
    return `${redirect}?${new URLSearchParams({ code, state: params.get("state") ?? "" })}`;
  }

  function redeem(params: URLSearchParams, authorization = ""): object | null {
    const code = params.get("code") ?? "";
    const given = grants.get(code);
    grants.delete(code);
    const challenge = createHash("sha256")
      .update(params.get("code_verifier") ?? "")
      .digest("base64url");
    const client = Buffer.from(authorization.replace("Basic ", ""), "base64")
      .toString()
      .split(":")
      .map(unformed);
    const isClient = client[0] === CLIENT.id && client[1] === CLIENT.secret;
    if (!given || !isClient || given.challenge !== challenge) return null;
    if (given.redirect !== params.get("redirect_uri")) return null;
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: url, aud: CLIENT.id, iat: now, exp: now + 300, nonce: given.nonce };
    const key = issuer.forges ? wrong.privateKey : real.privateKey;
    const idToken = signed({ ...claims, ...issuer.person, ...issuer.lies }, key);
    return { access_token: randomUUID(), token_type: "Bearer", expires_in: 300, id_token: idToken };
  }

  return issuer;
}

const unformed = (text: string) => decodeURIComponent(text.replaceAll("+", " "));

const discovery = (url: string) => ({
  issuer: url,
  authorization_endpoint: `${url}/authorize`,
  token_endpoint: `${url}/token`,
  jwks_uri: `${url}/jwks`,
  response_types_supported: ["code"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["RS256"],
});

function signed(claims: object, key: KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const content = `${part({ alg: "RS256", typ: "JWT", kid: "1" })}.${part(claims)}`;
  return `${content}.${sign("sha256", Buffer.from(content), key).toString("base64url")}`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
