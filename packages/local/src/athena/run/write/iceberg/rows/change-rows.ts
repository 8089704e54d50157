import { formatType, type SqlType, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { LoadedTable } from "@cloudapi/iceberg";
import type {
  Assignment,
  Delete,
  Optimize,
  Update,
} from "../../../../syntax/statement/parse-row-change.ts";
import type { QueryResult } from "../../../results/query-result.ts";
import { convert, isCompatible } from "../../coerce-insert.ts";
import type { WrittenColumn } from "../../hive-columns.ts";
import type { WriteInput } from "../../write-input.ts";
import { writtenColumns } from "../insert-iceberg.ts";
import { queryNodes } from "./query-nodes.ts";
import type { Rewrite, Rewriting } from "./rewrite-table.ts";
import { rewriteTable } from "./rewrite-table.ts";

/** `DELETE` and `UPDATE`: the files that rows are of that the condition holds for are written anew. */
export function changeRows(
  statement: Delete | Update,
  name: LoadedTable["name"],
  input: WriteInput,
): Promise<QueryResult> {
  return rewriteTable(name, input, (rewriting) => planned(statement, rewriting));
}

const CHANGED = "changed_rows";

async function planned(
  statement: Delete | Update,
  { table, connection, prepare, check }: Rewriting,
): Promise<Rewrite> {
  const columns = writtenColumns(table);
  const set = statement.kind === "update" ? statement.set : [];
  const assigned = assignedColumns(set, columns);
  await checkCondition(statement, check);
  const compiled = await prepare(queryOf(statement));
  const [path, changed] = [`c${columns.length}`, `c${columns.length + 1}`];
  const given = givenTypes(compiled.columns[columns.length + 1]?.type);
  checkAssigned(given, assigned);
  const hit = `(${changed} IS NOT NULL)`;
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${CHANGED} AS SELECT * FROM (${compiled.sql})`,
  );
  const found = await connection.runAndReadAll(
    `SELECT ${path}, count(*) FROM ${CHANGED} WHERE ${hit} GROUP BY 1`,
  );
  const counts = found.getRows();
  const items = columns.map((column, i) => {
    const at = assigned.indexOf(column);
    const type = given[at];
    if (type === undefined) return `c${i}`;
    const value = convert(`(${changed}).f${at}`, type, column);
    return `CASE WHEN ${hit} THEN ${value} ELSE c${i} END AS c${i}`;
  });
  const kept = statement.kind === "update" ? "TRUE" : `NOT ${hit}`;
  return {
    paths: counts.map(([each]) => String(each)),
    sql: `SELECT ${items.join(", ")} FROM ${CHANGED} WHERE ${kept} AND ${path} IN (SELECT ${path} FROM ${CHANGED} WHERE ${hit})`,
    count: counts.reduce((sum, [, rows]) => sum + Number(rows), 0),
  };
}

/** A condition is one of WHERE: it is a truth value, without aggregates and windows. */
export async function checkCondition(
  statement: Delete | Update | Optimize,
  check: Rewriting["check"],
): Promise<void> {
  const { where } = statement;
  if (where === undefined) return;
  const nodes = queryNodes(statement);
  const items = [nodes.item(nodes.truth(), "$checked")];
  await check(nodes.parsed(nodes.query({ items, from: [nodes.table(statement.table)], where })));
}

/**
 * All columns, the file, and where the condition holds something that isn't null: the new values. The condition is in it once,
 * since one that is random would say another thing each time.
 */
function queryOf(statement: Delete | Update) {
  const nodes = queryNodes(statement);
  const { where = nodes.truth() } = statement;
  const values =
    statement.kind === "update"
      ? nodes.row(statement.set.map(({ value }) => value))
      : nodes.truth();
  return nodes.parsed(
    nodes.query({
      items: [
        nodes.everything(),
        nodes.item(nodes.column("$path"), "$path"),
        nodes.item(nodes.firstOf([[where, values]]), "$changed", "UPDATE SET"),
      ],
      from: [nodes.table(statement.table)],
      where: undefined,
    }),
  );
}

function givenTypes(type: SqlType | undefined): readonly SqlType[] {
  return type?.kind === "row" ? type.fields.map((field) => field.type) : [];
}

/** The columns that are set, in the order of the assignments. */
export function assignedColumns(
  set: readonly Assignment[],
  columns: readonly WrittenColumn[],
): WrittenColumn[] {
  const assigned: WrittenColumn[] = [];
  for (const { column: wanted } of set) {
    const name = wanted.name.toLowerCase();
    const column = columns.find((each) => each.name === name);
    if (column === undefined)
      throw new TrinoError(
        "COLUMN_NOT_FOUND",
        `The UPDATE SET target column ${name} doesn't exist`,
        wanted.at,
      );
    if (assigned.includes(column))
      throw new TrinoError(
        "DUPLICATE_COLUMN_NAME",
        `Column '${name}' is assigned twice`,
        wanted.at,
      );
    assigned.push(column);
  }
  return assigned;
}

function checkAssigned(given: readonly SqlType[], assigned: readonly WrittenColumn[]): void {
  if (assigned.every(({ type }, i) => isCompatible(given[i] ?? type, type))) return;
  const texts = (types: readonly SqlType[]) => types.map(formatType).join(", ");
  throw new TrinoError(
    "TYPE_MISMATCH",
    `UPDATE table column types don't match SET expressions: Table: [${texts(assigned.map(({ type }) => type))}], Expressions: [${texts(given)}]`,
  );
}
