import { notSupported } from "@cloudapi/athena/internal/analysis";
import {
  type IcebergField,
  type IcebergType,
  loadTable,
  type TableMetadata,
} from "@cloudapi/iceberg";
import {
  currentSchema,
  defaultSpec,
  formatTransform,
  glueColumns,
  partitionType,
  schemasOf,
} from "@cloudapi/iceberg/internal";
import type { CatalogTable } from "../../../catalog/catalog-types.ts";
import { athenaProperties } from "../../../iceberg/athena-properties.ts";
import type { Statement } from "../../../syntax/statement/statement.ts";
import type { Opening } from "../../opened-tables.ts";
import type { QueryResult } from "../../results/query-result.ts";

type Show = Extract<Statement, { kind: `show-${string}` | "describe" }>;

/** What Athena says of an Iceberg table, from its metadata. */
export async function showIceberg(
  statement: Show,
  { database, name }: CatalogTable,
  { iceberg, signal }: Opening,
): Promise<QueryResult> {
  const { metadata } = await loadTable(iceberg, { namespace: database, name }, { signal });
  switch (statement.kind) {
    case "describe":
      return lines(["col_name", "data_type", "comment"], described(metadata));
    case "show-columns":
      return lines(
        ["field"],
        currentSchema(metadata).fields.map((field) => field.name.toLowerCase()),
      );
    case "show-create-table":
      return lines(["createtab_stmt"], created(metadata, `${database}.${name}`));
    case "show-properties":
      return lines(["prpt_name", "prpt_value"], properties(metadata, statement.key));
    default:
      throw notSupported('SHOW PARTITIONS of Iceberg tables; SELECT from "table$partitions"');
  }
}

function lines(columns: readonly string[], texts: readonly string[]): QueryResult {
  return {
    columns: columns.map((name) => ({ name, type: "string" })),
    rows: texts.map((text) => [text]),
    header: false,
    updateCount: 0,
  };
}

function described(metadata: TableMetadata): string[] {
  const schema = currentSchema(metadata);
  const type = partitionType(defaultSpec(metadata), schemasOf(metadata));
  return [
    "# Table schema:\t\t",
    "# col_name\tdata_type\tcomment",
    ...schema.fields.map(
      ({ name, type: of, doc }) => `${name.toLowerCase()}\t${typeText(of)}\t${doc ?? ""}`,
    ),
    "\t\t",
    "# Partition spec:\t\t",
    "# field_name\tfield_transform\tcolumn_name",
    ...type.map(
      ({ name, transform, sourceId }) =>
        `${name}\t${formatTransform(transform)}\t${columnName(schema.fields, sourceId)}`,
    ),
  ];
}

function columnName(fields: readonly IcebergField[], id: number): string {
  return fields.find((field) => field.id === id)?.name ?? `#${id}`;
}

const NAMES: Readonly<Record<string, string>> = { long: "bigint" };

/** A type as DESCRIBE shows it: Iceberg's spelling, with Hive's names. */
function typeText(type: IcebergType): string {
  if (typeof type === "string") return NAMES[type] ?? type;
  switch (type.type) {
    case "list":
      return `array<${typeText(type.element)}>`;
    case "map":
      return `map<${typeText(type.key)}, ${typeText(type.value)}>`;
    case "struct":
      return `struct<${type.fields.map((field) => `${field.name}: ${typeText(field.type)}`).join(", ")}>`;
  }
}

function properties({ properties: all }: TableMetadata, key: string | undefined): string[] {
  const known = { ...all, ...athenaProperties(all) };
  if (key === undefined) return Object.entries(known).map(([name, value]) => `${name}\t${value}`);
  const value = Object.hasOwn(known, key) ? known[key] : undefined;
  return value === undefined ? [] : [`${key}\t${value}`];
}

/** The statement that would make the table again. */
function created(metadata: TableMetadata, title: string): string[] {
  const columns = glueColumns(metadata).map(({ Name, Type, Comment }) => {
    const comment = Comment === undefined ? "" : ` COMMENT ${literal(Comment)}`;
    return `  \`${Name.toLowerCase()}\` ${Type}${comment}`;
  });
  const terms = partitionTerms(metadata);
  const all = Object.entries(athenaProperties(metadata.properties)).map(
    ([name, value]) => `  ${literal(name)}=${literal(value)}`,
  );
  return [
    `CREATE TABLE ${title} (`,
    ...columns.map((column, i) => `${column}${i === columns.length - 1 ? ")" : ","}`),
    ...(terms.length === 0 ? [] : [`PARTITIONED BY (${terms.join(", ")})`]),
    `LOCATION ${literal(metadata.location)}`,
    "TBLPROPERTIES (",
    ...all.map((property, i) => `${property}${i === all.length - 1 ? "" : ","}`),
    ")",
  ];
}

function partitionTerms(metadata: TableMetadata): string[] {
  const { fields } = currentSchema(metadata);
  return partitionType(defaultSpec(metadata), schemasOf(metadata)).flatMap(
    ({ transform, sourceId }) => {
      const column = `\`${columnName(fields, sourceId)}\``;
      if (transform.kind === "void") return [];
      if (transform.kind === "identity") return [column];
      return [`${transform.kind}(${"n" in transform ? `${transform.n}, ` : ""}${column})`];
    },
  );
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
