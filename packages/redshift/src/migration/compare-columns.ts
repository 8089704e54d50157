import { type Dataset, datasetToJson, type FieldJson } from "@cloudapi/core";
import { quoteValue } from "@cloudapi/core/sql";
import { RedshiftError } from "../errors/redshift-error.ts";
import type { Table } from "../sql/names.ts";
import { textLiteral } from "../sql/text-literal.ts";
import type { RedshiftColumn } from "../tables/redshift-column.ts";

/** What has to be done for one column. */
export type ColumnChange =
  | { readonly kind: "add"; readonly column: RedshiftColumn; readonly fill: string | undefined }
  | { readonly kind: "drop"; readonly column: RedshiftColumn }
  | { readonly kind: "widen"; readonly column: RedshiftColumn }
  | { readonly kind: "rebuild"; readonly column: RedshiftColumn };

/** The contracts that are compared. */
interface Contracts {
  readonly before: Dataset;
  readonly after: Dataset;
  readonly allowDrop: boolean;
}

/**
 * What differs between the columns of two contracts in Redshift, by their names there.
 *
 * @throws {RedshiftError} `MIGRATION_REFUSED` for what can't be done without loss
 */
export function compareColumns(
  was: readonly RedshiftColumn[],
  is: readonly RedshiftColumn[],
  contracts: Contracts,
): readonly ColumnChange[] {
  const known = new Map(was.map((column) => [column.sql, column]));
  const kept = new Set(is.map(({ sql }) => sql));
  const refused: string[] = [];
  const changes = [
    ...is.flatMap((column) => {
      const earlier = known.get(column.sql);
      const change =
        earlier === undefined ? added(column, contracts) : changed(earlier, column, contracts);
      if (typeof change !== "string") return change ?? [];
      refused.push(change);
      return [];
    }),
    ...was.filter(({ sql }) => !kept.has(sql)).map((column) => ({ kind: "drop", column }) as const),
  ];
  const dropped = changes.filter(({ kind }) => kind === "drop");
  if (!contracts.allowDrop)
    refused.push(
      ...dropped.map(
        ({ column }) =>
          `${column.name} is gone; with allowDrop it is dropped with all it holds (a column that was renamed is one that is gone)`,
      ),
    );
  if (refused.length > 0) throw refusal(contracts.before.name, refused);
  return changes;
}

function refusal(name: string, reasons: readonly string[]): RedshiftError {
  return new RedshiftError(
    "MIGRATION_REFUSED",
    `The table of "${name}" can't be brought to the new contract: ${reasons.join("; ")}.`,
  );
}

/** A column that is new; or why it can't be added. */
function added(column: RedshiftColumn, { after }: Contracts): ColumnChange | string {
  if (column.nullable) return { kind: "add", column, fill: undefined };
  const fill = defaultOf(after, column.name);
  if (fill !== undefined) return { kind: "add", column, fill };
  return `${column.name} is new and required, and rows that are there have none; make it optional, or give it a default`;
}

/** The default of a column as SQL, where it is one value. */
function defaultOf(dataset: Dataset, name: string): string | undefined {
  const field: FieldJson | undefined = datasetToJson(dataset).columns.find(
    (each) => each.name === name,
  );
  const type = dataset.columns.find((each) => each.name === name)?.type;
  const value = field?.default;
  if (value === undefined || value === null || typeof value === "object" || type === undefined)
    return undefined;
  if (type.kind === "string" || type.kind === "json") return textLiteral(String(value));
  if (type.kind === "boolean") return String(value);
  return type.kind === "date" || type.kind === "timestamp" || type.kind === "decimal"
    ? quoteValue({ type, value })
    : quoteValue(value);
}

function changed(
  was: RedshiftColumn,
  is: RedshiftColumn,
  contracts: Contracts,
): ColumnChange | string | undefined {
  const rebuild = { kind: "rebuild", column: is } as const;
  if (was.type === is.type) return was.nullable === is.nullable ? undefined : rebuild;
  const [from, to] = [varcharBytes(was.type), varcharBytes(is.type)];
  if (from !== undefined && to !== undefined) {
    if (was.nullable !== is.nullable) return rebuild;
    // A text that is bounded more narrowly now leaves rows that are longer where they are.
    return to > from ? { kind: "widen", column: is } : undefined;
  }
  const diff = contracts.after.columns.find(({ name }) => name === is.name);
  const earlier = contracts.before.columns.find(({ name }) => name === was.name);
  return isWider(earlier?.type.kind, diff?.type.kind, [was.type, is.type])
    ? rebuild
    : `${is.name} was ${was.type} and is ${is.type}, which does not hold all that the first does`;
}

function varcharBytes(type: string): number | undefined {
  const digits = /^varchar\((\d{1,5})\)$/.exec(type)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

const WIDER: Readonly<Record<string, readonly string[]>> = {
  int32: ["int64", "double"],
  float: ["double"],
};

/** Whether a type holds each value of another, exactly. */
function isWider(
  was: string | undefined,
  is: string | undefined,
  [from, to]: readonly [string, string],
): boolean {
  if (was === undefined || is === undefined) return false;
  if (WIDER[was]?.includes(is) === true) return true;
  const target = digitsOf(to);
  if (target === undefined) return false;
  const source = digitsOf(from) ?? { int32: [10, 0], int64: [19, 0] }[was];
  return (
    source !== undefined && (source[0] as number) <= target[0] && (source[1] as number) <= target[1]
  );
}

/** The digits before and after the point of a decimal. */
function digitsOf(type: string): readonly [number, number] | undefined {
  const [, precision, scale] = /^decimal\((\d{1,2}),(\d{1,2})\)$/.exec(type) ?? [];
  if (precision === undefined || scale === undefined) return undefined;
  return [Number(precision) - Number(scale), Number(scale)];
}

/** The statements of changes that don't copy the table. */
export function alterStatements(table: Table, changes: readonly ColumnChange[]) {
  const before: string[] = [];
  const statements: string[] = [];
  for (const change of changes) {
    const { sql, type, encode } = change.column;
    if (change.kind === "widen")
      before.push(`ALTER TABLE ${table.sql} ALTER COLUMN ${sql} TYPE ${type}`);
    if (change.kind === "drop") statements.push(`ALTER TABLE ${table.sql} DROP COLUMN ${sql}`);
    if (change.kind === "add") {
      const rest =
        change.fill === undefined
          ? `ENCODE ${encode}`
          : `DEFAULT ${change.fill} ENCODE ${encode} NOT NULL`;
      statements.push(`ALTER TABLE ${table.sql} ADD COLUMN ${sql} ${type} ${rest}`);
    }
  }
  return { before, statements };
}
