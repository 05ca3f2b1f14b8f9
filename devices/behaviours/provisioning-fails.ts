import { behaviour, chance } from "./behaviour.js";
import { rate } from "./setting.js";

export const provisioningFails = behaviour<"provisioning-fails", { rate: number }>({
  kind: "provisioning-fails",
  description: "Provisioning fails: the result is ERROR and no test is run.",
  settings: { rate: rate("Probability per opportunity.", 1) },
  hooks: (settings) => ({
    outcome: (of) => {
      const because = chance("provisioning-fails", of, settings.rate);
      return because && { status: "ERROR", reason: "provisioning failed", because };
    },
  }),
});
