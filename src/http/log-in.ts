import type { ProductRequest } from "./context.js";
import { ssoProblem, tooMany } from "./problem.js";
import type { Reply } from "./reply.js";
import type { Tenancy } from "./tenancy.js";

/**
 * Finds the sandbox of an unsigned request: the sandbox of the account in its body, which has been read. A client that
 * names no existing account gets the same answer as a client with a wrong password.
 */
export const logIn =
  ({ sandboxOfLogIn }: Pick<Tenancy, "sandboxOfLogIn">) =>
  (request: ProductRequest): Reply | null => {
    const sandbox = sandboxOfLogIn(() => emailOf(request.bytes));
    if (sandbox !== null && "refused" in sandbox) return tooMany(sandbox);
    if (sandbox === null) {
      const message = "Provided email/password is not correct.";
      return ssoProblem({ status: 401, code: "INVALID_CREDENTIALS", message, extra: {} });
    }
    request.sandbox = sandbox;
    return null;
  };

function emailOf(bytes: Uint8Array | null): string | null {
  try {
    const body = JSON.parse(Buffer.from(bytes ?? []).toString()) as { email?: unknown } | null;
    return typeof body?.email === "string" ? body.email : null;
  } catch {
    return null;
  }
}
