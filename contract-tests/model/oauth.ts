/** OAuth 1.0a as section 3 and RFC 5849 say it: whose request is this, or a refusal of 401. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { Refusal } from "./records.js";
import type { Account, Incoming, State, Token } from "./records.js";
import { SECOND } from "./dates.js";

export type Parameters = [name: string, value: string][];

export interface Signed {
  account: Account;
  token: Token;
  parameters: Map<string, string>;
}

/** RFC 5849 section 3.6. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => "%" + char.charCodeAt(0).toString(16).toUpperCase(),
  );
}

/** The pairs of a query, decoded as forms are: `+` is a blank. */
export function decodeQuery(rawQuery: string): Parameters {
  const decode = (text: string): string => decodeURIComponent(text.replaceAll("+", " "));
  return rawQuery
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const at = pair.indexOf("=");
      return at < 0 ? [decode(pair), ""] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
    });
}

const PARAMETER = /\s*([^=\s,]+)\s*=\s*"([^"]*)"\s*(?:,|$)/y;

export function rightOauth() {
  const oauth = {
    scheme: "http",
    window: 300 * SECOND,
    encode: percentEncode,
    decodeQuery,
    refuse(reason: string): never {
      throw new Refusal(401, reason);
    },
    /** The parameters of the `Authorization` header (RFC 5849 section 3.5.1), without `realm`. */
    parameters(header: string | undefined): Map<string, string> {
      const scheme = /^OAuth\s+/i.exec(header ?? "");
      if (!scheme) return oauth.refuse("The request has no OAuth credentials in its Authorization header.");
      const parameters = new Map<string, string>();
      const pairs = header!.slice(scheme[0].length).trim();
      for (let at = 0; at < pairs.length; at = PARAMETER.lastIndex) {
        PARAMETER.lastIndex = at;
        const match = PARAMETER.exec(pairs);
        if (!match) return oauth.refuse("The Authorization header is malformed.");
        const [, name, value] = match;
        if (parameters.has(name!)) oauth.refuse(`${name!} comes twice.`);
        parameters.set(oauth.decode(name!), name === "realm" ? value! : oauth.decode(value!));
      }
      parameters.delete("realm");
      return parameters;
    },
    decode(text: string): string {
      try {
        return decodeURIComponent(text);
      } catch {
        return oauth.refuse("The Authorization header is not percent-encoded.");
      }
    },
    /** Who signed: the account and the token of it. */
    signer(state: State, parameters: Map<string, string>): Signed {
      const account = oauth.consumer(state, parameters.get("oauth_consumer_key"));
      const token = account && oauth.token(state, account, parameters.get("oauth_token"));
      return token ? { account, token, parameters } : oauth.refuse("The credentials are unknown.");
    },
    consumer: (state: State, key: string | undefined): Account | undefined =>
      state.accounts.find(({ consumerKey }) => consumerKey === key),
    token: (_state: State, account: Account, key: string | undefined): Token | undefined =>
      [...account.tokens.values()].find((token) => token.key === key),
    secrets: ({ account, token }: Signed): string =>
      `${percentEncode(account.consumerSecret)}&${percentEncode(token.secret)}`,
    signatures: {
      "HMAC-SHA1": (incoming: Incoming, signed: Signed): string =>
        createHmac("sha1", oauth.secrets(signed)).update(oauth.baseString(incoming, signed)).digest("base64"),
      PLAINTEXT: (_incoming: Incoming, signed: Signed): string => oauth.secrets(signed),
    } as Record<string, (incoming: Incoming, signed: Signed) => string>,
    /** RFC 5849 section 3.4.1. */
    baseString(incoming: Incoming, { parameters }: Signed): string {
      return [incoming.method.toUpperCase(), oauth.url(incoming), oauth.normalized(incoming, parameters)]
        .map((part) => oauth.encode(part))
        .join("&");
    },
    /** The URL that the client used, without the query and the scheme's own port. */
    url(incoming: Incoming): string {
      const host = (incoming.headers.host ?? "").toLowerCase();
      const ownPort = oauth.scheme === "https" ? /:443$/ : /:80$/;
      return `${oauth.scheme}://${host.replace(ownPort, "")}${incoming.path}`;
    },
    normalized(incoming: Incoming, parameters: Map<string, string>): string {
      const signed = [...parameters].filter(([name]) => name !== "oauth_signature");
      return [...oauth.decodeQuery(incoming.rawQuery), ...signed]
        .map(([name, value]) => [oauth.encode(name), oauth.encode(value)] as const)
        .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
        .map(([name, value]) => `${name}=${value}`)
        .join("&");
    },
    same(sent: string, right: string): boolean {
      const [a, b] = [Buffer.from(sent), Buffer.from(right)];
      return a.length === b.length && timingSafeEqual(a, b);
    },
    checkSignature(incoming: Incoming, signed: Signed): void {
      const sign = oauth.signatures[signed.parameters.get("oauth_signature_method") ?? ""];
      if (!sign) return oauth.refuse("The signature method must be HMAC-SHA1 or PLAINTEXT.");
      const sent = signed.parameters.get("oauth_signature") ?? "";
      if (!oauth.same(sent, sign(incoming, signed))) oauth.refuse("The signature is wrong.");
    },
    checkVersion(parameters: Map<string, string>): void {
      const version = parameters.get("oauth_version");
      if (version !== undefined && version !== "1.0") oauth.refuse("oauth_version must be 1.0.");
    },
    /** PLAINTEXT may leave out timestamp and nonce. */
    mayLeaveOut: (method: string | undefined): boolean => method === "PLAINTEXT",
    checkTimestamp(parameters: Map<string, string>, now: number): void {
      const timestamp = parameters.get("oauth_timestamp");
      if (timestamp === undefined && oauth.mayLeaveOut(parameters.get("oauth_signature_method"))) return;
      if (!/^\d{1,15}$/.test(timestamp ?? "")) oauth.refuse("oauth_timestamp must be a number of seconds.");
      if (!oauth.isTimely(Number(timestamp) * SECOND, now))
        oauth.refuse("oauth_timestamp is more than five minutes off.");
    },
    isTimely: (at: number, now: number): boolean => Math.abs(at - now) <= oauth.window,
    /** The nonce counts as used from here on. */
    checkNonce(state: State, { parameters }: Signed): void {
      const nonce = parameters.get("oauth_nonce");
      if (nonce === undefined && oauth.mayLeaveOut(parameters.get("oauth_signature_method"))) return;
      if (!nonce) return oauth.refuse("oauth_nonce is missing.");
      const key = oauth.nonceKey(nonce, parameters);
      if (state.nonces.has(key)) oauth.refuse("oauth_nonce was used before.");
      state.nonces.add(key);
    },
    nonceKey: (nonce: string, parameters: Map<string, string>): string =>
      JSON.stringify([parameters.get("oauth_consumer_key"), parameters.get("oauth_token"), nonce]),
    verify(incoming: Incoming, state: State, now: number): Account {
      const parameters = oauth.parameters(incoming.headers.authorization);
      const signed = oauth.signer(state, parameters);
      oauth.checkVersion(parameters);
      oauth.checkTimestamp(parameters, now);
      oauth.checkSignature(incoming, signed);
      oauth.checkNonce(state, signed);
      return signed.account;
    },
  };
  return oauth;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
