import type { Html } from "../page.js";

interface FieldProps {
  name: string;
  label: string;
  value: string | undefined;
}

/** A text field of a filter form. */
export function TextField({ name, label, value, hint }: FieldProps & { hint: string }): Html {
  return (
    <label>
      {label}
      <input type="text" name={name} value={value ?? ""} placeholder={hint} autocomplete="off" />
    </label>
  );
}

/** A value and its label. */
export type Option = readonly [value: string, shown: string];

interface ChoiceProps extends FieldProps {
  options: readonly Option[];
  /** The number of options; those that are given by default. */
  count?: number;
  /** The label of "no choice"; left out if a choice is required. */
  none?: string;
}

/** Maximum number of options of a field; the address of a page may name others. */
export const MAX_OPTIONS = 500;

/** A select field of a filter form. The current value is offered even if it is not among the options. */
export function ChoiceField({
  name,
  label,
  value,
  options: all,
  count = all.length,
  none,
}: ChoiceProps): Html {
  const options = all.slice(0, MAX_OPTIONS);
  const known = value === undefined || options.some(([one]) => one.toLowerCase() === value.toLowerCase());
  return (
    <label>
      {label}
      <select name={name}>
        {none !== undefined && <option value="">{none}</option>}
        {!known && (
          <option value={value} selected>
            {value}
          </option>
        )}
        {options.map(([one, shown]) => (
          <option value={one} selected={one.toLowerCase() === value?.toLowerCase()}>
            {shown}
          </option>
        ))}
      </select>
      {count > options.length && <span class="muted small">{`The first ${options.length} of ${count}`}</span>}
    </label>
  );
}
