/** Bodies, ids and headers of errors (section 2), and the texts of those that the page words. */
import type { Product } from "./records.js";

export function rightErrors() {
  const errors = {
    ids: {
      400: "invalid-data",
      401: "unauthorized",
      403: "forbidden",
      404: "resource-not-found",
      405: "method-not-allowed",
      409: "conflict",
      413: "payload-too-large",
      415: "unsupported-media-type",
      429: "too-many-requests",
      500: "internal-error",
      501: "not-implemented",
      503: "service-unavailable",
    } as Record<number, string>,
    /** Statuses that the token endpoint tells in its own form, as 400. */
    tokenForm: [400, 413, 415],
    body: (status: number, message: string): unknown => ({ id: errors.ids[status], message, url: null }),
    headers: (status: number): Record<string, string> => ({
      ...(status === 401 && { "WWW-Authenticate": 'OAuth realm="API"' }),
      ...((status === 429 || status === 503) && { "Retry-After": "1" }),
    }),
    allow: (methods: string[]): string =>
      methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])).join(", "),
    token: (code: string, message: string, extra: Record<string, string>): unknown => ({
      code,
      message,
      extra,
    }),
    notReferenced: (_product: Product | null, _snapName: string): string => "",
    noSpecOfProduct: ({ name }: Product): string => `Couldn't find a Spec for product '${name}'`,
    noSpecOfImage: (imageName: string): string => `Couldn't find a Spec for image name '${imageName}'`,
    noSpecOfSnap: (snapName: string): string => `Couldn't find a Spec for snap '${snapName}'`,
    notFound: (kind: string, id: string): string => `There is no ${kind} ${id}.`,
    noPath: (path: string): string => `There is no path ${path}.`,
  };
  return errors;
}
