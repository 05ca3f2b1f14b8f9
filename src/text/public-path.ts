/** The path of a public URL without a slash at its end; empty if there is none. */
export const publicPath = (publicUrl: string | null): string =>
  publicUrl === null ? "" : new URL(publicUrl).pathname.replace(/\/+$/, "");
