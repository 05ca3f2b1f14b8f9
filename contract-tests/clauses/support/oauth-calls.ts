import type { Call } from "../../mutants/call.js";

export const headerOf = ({ signed }: Call): string => signed.authorization ?? "";

export const valueOf = (call: Call, name: string): string | undefined => {
  const text = new RegExp(`\\b${name}="([^"]*)"`).exec(headerOf(call))?.[1];
  return text === undefined ? undefined : decodeURIComponent(text);
};

export const isPlaintext = (call: Call): boolean => valueOf(call, "oauth_signature_method") === "PLAINTEXT";

export const lacks = (name: string) => (call: Call) => valueOf(call, name) === undefined;

export const firstAccount = (call: Call) => call.world.accounts[0]!;

export const ahead = (call: Call): number => Number(valueOf(call, "oauth_timestamp")) - call.world.now();
