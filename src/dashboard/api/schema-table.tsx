import { Columns } from "../components/columns.js";
import type { Html, View } from "../page.js";
import { kindText, type SchemaRow, schemaRows } from "../spec/schema-rows.js";
import type { ShownSchema } from "../spec/shown-schema.js";
import { Marks } from "../components/marks.js";
import { Prose } from "../components/prose.js";

/** The fields of a schema as a table; nested fields are indented. `label` names the table. */
export function SchemaTable({
  view,
  schema,
  label,
}: {
  view: View;
  schema: ShownSchema;
  label: string;
}): Html {
  const rows = schemaRows(schema);
  return (
    <>
      <p class="schema-head">
        <strong>{schema.name === null ? kindText(schema) : `${schema.name}: ${kindText(schema)}`}</strong>{" "}
        <Marks view={view} provenance={schema.provenance} contradiction={schema.contradiction} />{" "}
        <Prose view={view} text={schema.description} />
      </p>
      {rows.length > 0 && <RowsTable view={view} rows={rows} label={label} />}
    </>
  );
}

export function RowsTable({
  view,
  rows,
  label,
}: {
  view: View;
  rows: readonly SchemaRow[];
  label: string;
}): Html {
  return (
    <table class="schema" aria-label={label}>
      <Columns names={["Name", "Takes", "Means"]} />
      <tbody>
        {rows.map((row) => (
          <Row view={view} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ view, row: { depth, name, required, schema } }: { view: View; row: SchemaRow }): Html {
  const { constraints, default: preset, isCut, deprecated } = schema;
  const bounds = constraints.filter((one) => one !== "no other fields");
  return (
    <tr>
      <th scope="row" class={`depth-${depth}`}>
        {required === null ? <i>{name}</i> : <code>{name}</code>}
        {required === true && <span class="required">required</span>}
      </th>
      <td>
        {kindText(schema)}
        {bounds.map((bound) => (
          <div class="small muted">{bound}</div>
        ))}
        {preset !== undefined && <div class="small muted">{`default: ${JSON.stringify(preset)}`}</div>}
        {isCut && <div class="small muted">as above</div>}
        {deprecated && <div class="small muted">deprecated</div>}
      </td>
      <td>
        <Prose view={view} text={schema.description} />{" "}
        <Marks view={view} provenance={schema.provenance} contradiction={schema.contradiction} />
      </td>
    </tr>
  );
}
