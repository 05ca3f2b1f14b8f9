import type { Html } from "../page.js";

interface FieldProps {
  name: string;
  label: string;
  value: string | undefined;
}

/** A text of a form that filters. */
export function TextField({ name, label, value, hint }: FieldProps & { hint: string }): Html {
  return (
    <label>
      {label}
      <input type="text" name={name} value={value ?? ""} placeholder={hint} autocomplete="off" />
    </label>
  );
}

/** A value and what is shown for it. */
export type Option = readonly [value: string, shown: string];

interface ChoiceProps extends FieldProps {
  options: readonly Option[];
  /** What stands for no choice; left out where there must be one. */
  none?: string;
}

/** A choice of a form that filters. A value that is not among the options is offered as well, for it is set. */
export function ChoiceField({ name, label, value, options, none }: ChoiceProps): Html {
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
    </label>
  );
}
