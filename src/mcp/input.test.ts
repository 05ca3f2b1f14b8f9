import { expect, it } from "vitest";
import { checkInput } from "./input.js";

it.each(["toString", "constructor", "__proto__"])(
  "a field %s is unknown, as any other that a tool does not have",
  (name) => {
    const input = JSON.parse(`{"${name}":"x"}`) as Record<string, unknown>;
    expect(() => checkInput({ type: "object", properties: {}, additionalProperties: false }, input)).toThrow(
      `${name}: unknown; accepted: no field`,
    );
  },
);
