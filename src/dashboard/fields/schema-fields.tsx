import { Marks } from "../components/marks.js";
import { Prose } from "../components/prose.js";
import type { Html, View } from "../page.js";
import type { Property, ShownSchema } from "../spec/shown-schema.js";
import { fieldName, isTable, MAX_ROWS, rowsField, textOf } from "./form-value.js";

interface SchemaFieldsProps {
  view: View;
  /** The schema of an object. */
  schema: ShownSchema;
  /** The object to fill the fields with. */
  value: unknown;
  /** Prefix of the fields' names. */
  at: string;
  /** The field of the list that gets another empty row. */
  grown?: string | null;
}

/** Prefix of the value of a button that adds a row: `row:body.snaps`. */
export const ROW = "row:";

/** The fields of an object, by its schema: with bounds, choices, help and sources. */
export function SchemaFields({ view, schema, value, at, grown = null }: SchemaFieldsProps): Html {
  return (
    <>
      {schema.properties.map((property) => {
        const field = fieldName(at, property.name);
        const own = memberOf(value, property.name);
        return isTable(property.schema) ? (
          <Rows view={view} property={property} value={own} at={field} isGrown={grown === field} />
        ) : (
          <Field view={view} property={property} value={own} name={field} />
        );
      })}
    </>
  );
}

interface FieldProps {
  view: View;
  property: Property;
  value: unknown;
  name: string;
}

/** One value with its label, its help and its marks. */
export function Field({ view, property, value, name }: FieldProps): Html {
  const { schema, required } = property;
  return (
    <div class="field">
      <div class="row">
        <label for={name}>
          <code>{property.name}</code>
          <span class="muted">{required ? " required" : " optional"}</span>
        </label>
        <Marks view={view} provenance={schema.provenance} contradiction={schema.contradiction} />
      </div>
      <Input schema={schema} required={required} value={value} name={name} help={`${name}-help`} />
      <p class="small muted" id={`${name}-help`}>
        <Prose
          view={view}
          text={[schema.description, helpOf(schema)].filter((text) => text !== "").join(" ")}
        />
      </p>
    </div>
  );
}

interface InputProps {
  schema: ShownSchema;
  required: boolean;
  value: unknown;
  name: string;
  help?: string;
  label?: string;
}

/** The input element, with the bounds that browsers check. */
function Input({ schema, required, value, name, help, label }: InputProps): Html {
  const { kind, choices, bounds } = schema;
  const text = textOf(schema, value);
  const attributes = { id: name, name, "aria-describedby": help, "aria-label": label };
  if (choices.length > 0 || kind === "boolean") {
    const known = kind === "boolean" ? ["true", "false"] : choices;
    return (
      <select {...attributes} required={required}>
        {(!required || text === "") && <option value="">{required ? "choose" : "not set"}</option>}
        {[...known, ...(text === "" || known.includes(text) ? [] : [text])].map((choice) => (
          <option value={choice} selected={choice === text}>
            {choice}
          </option>
        ))}
      </select>
    );
  }
  if (kind === "text")
    return (
      <input
        {...attributes}
        type="text"
        value={text}
        required={required && (bounds.minLength ?? 0) > 0}
        minlength={bounds.minLength}
        maxlength={bounds.maxLength}
        pattern={bounds.pattern}
        autocomplete="off"
        spellcheck={false}
      />
    );
  if (kind === "integer" || kind === "number")
    return (
      <input
        {...attributes}
        type="number"
        value={text}
        required={required}
        min={bounds.minimum}
        max={bounds.maximum}
        step={kind === "integer" ? 1 : "any"}
        autocomplete="off"
      />
    );
  return (
    <textarea {...attributes} required={required && !schema.nullable} rows={2} spellcheck={false}>
      {text}
    </textarea>
  );
}

interface RowsProps {
  view: View;
  property: Property;
  value: unknown;
  at: string;
  isGrown: boolean;
}

/** A list of objects, a row for each. */
function Rows({ view, property: { name, schema, required }, value, at, isGrown }: RowsProps): Html {
  const items = Array.isArray(value) ? value : [];
  const count = Math.min(MAX_ROWS, Math.max(1, items.length + (isGrown ? 1 : 0)));
  const { properties } = schema.items!;
  return (
    <fieldset class="field" aria-describedby={`${at}-help`}>
      <legend>
        <code>{name}</code>
        <span class="muted">{required ? " required" : " optional"}</span>
      </legend>
      <Marks view={view} provenance={schema.provenance} contradiction={schema.contradiction} />
      <input type="hidden" name={rowsField(at)} value={String(count)} />
      <div class="rows">
        {Array.from({ length: count }, (_, index) => (
          <div class="item">
            <span class="muted small number">{String(index + 1)}</span>
            {properties.map((inner) => (
              <Input
                schema={inner.schema}
                required={false}
                value={memberOf(items[index], inner.name)}
                name={fieldName(fieldName(at, index), inner.name)}
                label={`${name} ${index + 1}: ${inner.name}`}
              />
            ))}
          </div>
        ))}
      </div>
      <div class="row">
        <button class="tight" name="do" value={`${ROW}${at}`} formnovalidate id={`${at}-more`}>
          Add a row
        </button>
        <span class="small muted">{`An empty row is left out. At most ${MAX_ROWS} rows.`}</span>
      </div>
      <p class="small muted" id={`${at}-help`}>
        <Prose
          view={view}
          text={[
            schema.description,
            helpOf(schema),
            `Each has ${properties.map((one) => `\`${one.name}\``).join(" and ")}.`,
          ].join(" ")}
        />
      </p>
    </fieldset>
  );
}

/** Help for a field: its bounds in words, and other values that it takes. */
function helpOf(schema: ShownSchema): string {
  const { kind, constraints, nullable } = schema;
  const words = constraints.filter((one) => one !== "no other fields");
  const sentence = words.join(", ");
  const bounds = sentence === "" ? "" : `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`;
  const json =
    kind === "any"
      ? "JSON. Anything else is sent as text."
      : (kind === "list" && !isTable(schema)) || kind === "object"
        ? "JSON."
        : "";
  return [bounds, json, nullable ? "May be null." : ""].filter((text) => text !== "").join(" ");
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
