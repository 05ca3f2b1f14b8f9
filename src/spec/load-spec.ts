import type { LoadedSpec } from "./operation-table.js";

/** The control plane's spec. */
export async function loadControlSpec(): Promise<LoadedSpec> {
  const { spec, validators } = await import("../generated/control.js");
  return { ...spec, validators };
}

/** The product's spec compiled at build time, or `file` compiled now. @throws SpecError */
export async function loadSpec(file: string | null): Promise<LoadedSpec> {
  if (file === null) {
    const { spec, validators } = await import("../generated/product.js");
    return { ...spec, validators };
  }
  const { compileSpec, liveValidators, SpecError } = await import("./compile.js");
  try {
    const compiled = await compileSpec(file);
    return { ...compiled.spec, validators: liveValidators(compiled) };
  } catch (error) {
    if (error instanceof SpecError) throw error;
    // Ajv tells of schemas that the check of the document does not look into.
    throw new SpecError(`${file}: not a valid OpenAPI document: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
