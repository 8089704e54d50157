import type { Expression, Relation } from "@cloudapi/athena/internal/analysis";
import { formatType, notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { LoadedTable } from "@cloudapi/iceberg";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { CompiledStatement } from "../../../../compile/compile.ts";
import type { Merge, MergeCase } from "../../../../syntax/statement/parse-row-change.ts";
import { duckNull } from "../../../../types/duck.ts";
import type { QueryResult } from "../../../results/query-result.ts";
import { convert, isCompatible } from "../../coerce-insert.ts";
import type { WrittenColumn } from "../../hive-columns.ts";
import { givenColumns } from "../../run-insert.ts";
import type { WriteInput } from "../../write-input.ts";
import { writtenColumns } from "../insert-iceberg.ts";
import { assignedColumns } from "./change-rows.ts";
import type { QueryNodes } from "./query-nodes.ts";
import { queryNodes } from "./query-nodes.ts";
import type { Rewrite, Rewriting } from "./rewrite-table.ts";
import { rewriteTable } from "./rewrite-table.ts";

/** `MERGE`: the files of rows that are changed are written anew, and rows that are new are written. */
export function mergeRows(
  statement: Merge,
  name: LoadedTable["name"],
  input: WriteInput,
): Promise<QueryResult> {
  const parts = partsOf(statement);
  return rewriteTable(name, input, (rewriting) => planned(statement, parts, rewriting));
}

const MATCHED = "matched_rows";
const ADDED = "added_rows";
const CONDITION = "MERGE WHEN";
const [PATH, ROW, SOURCE] = ["$merge_path", "$merge_row", "$merge_source"] as const;

async function planned(statement: Merge, parts: Parts, rewriting: Rewriting): Promise<Rewrite> {
  const { table, connection, prepare } = rewriting;
  const columns = writtenColumns(table);
  const cases = statement.cases.map((each) => caseColumns(each, columns));
  const matched = await prepare(matchedQuery(parts, statement));
  const changes = cases.filter(({ kind }) => kind !== "insert");
  refuseRandom(matched, columns.length + 2, changes);
  const change = changedRows(matched, { columns, cases: changes });
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${MATCHED} AS SELECT * FROM (${matched.sql})`);
  await refuseSeveral(columns.length, connection);
  const inserts = cases.filter(({ kind }) => kind === "insert");
  const added = await prepare(addedQuery(parts, statement));
  refuseRandom(added, 0, inserts);
  const insert = addedRows(added, { columns, cases: inserts });
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${ADDED} AS SELECT * FROM (${added.sql})`);
  const [path, which] = [`c${columns.length}`, `c${columns.length + 2}`];
  const found = await connection.runAndReadAll(
    `SELECT ${path}, count(*) FROM ${MATCHED} WHERE ${which} IS NOT NULL GROUP BY 1`,
  );
  const [[insertedRows] = [0]] = (
    await connection.runAndReadAll(`SELECT count(*) FROM ${ADDED} WHERE c0 IS NOT NULL`)
  ).getRows();
  const counts = found.getRows();
  return {
    paths: counts.map(([each]) => String(each)),
    sql: `${change} UNION ALL ${insert}`,
    count: counts.reduce((sum, [, rows]) => sum + Number(rows), Number(insertedRows)),
  };
}

/** A condition stands beside each value anew, and has to say the same there. */
function refuseRandom({ columns }: CompiledStatement, which: number, cases: readonly Case[]): void {
  if (columns[which]?.volatile === true && cases.some(({ given }) => given.length > 0))
    throw notSupported(
      "MERGE whose WHEN has a random condition; let its source have it as a column",
    );
}

/** A case with the columns that its values are for. */
interface Case {
  readonly kind: MergeCase["kind"];
  readonly given: readonly WrittenColumn[];
}

function caseColumns(each: MergeCase, columns: readonly WrittenColumn[]): Case {
  switch (each.kind) {
    case "delete":
      return { kind: "delete", given: [] };
    case "update":
      return { kind: "update", given: assignedColumns(each.set, columns) };
    case "insert": {
      const given = givenColumns(each, columns);
      if (given.length === each.values.length) return { kind: "insert", given };
      throw new TrinoError(
        "TYPE_MISMATCH",
        `MERGE INSERT has ${given.length} columns and ${each.values.length} values`,
      );
    }
  }
}

interface Parts {
  readonly nodes: QueryNodes;
  readonly target: Relation;
  readonly targetName: readonly string[];
  readonly source: Relation;
}

/** The table with each row's file and a number of its own, and the source with a mark that tells a row from none. */
function partsOf(statement: Merge): Parts {
  const nodes = queryNodes(statement);
  const { alias, table } = statement;
  const targetName = (alias === undefined ? table : [alias]).map(({ name }) => name);
  const sourceName = namesOf(statement.source);
  if (isTail(targetName, sourceName) || isTail(sourceName, targetName))
    throw notSupported(
      "MERGE with a target and a source of the same name; give one of them an alias",
      statement.source.at,
    );
  const target = nodes.query({
    items: [
      nodes.everything(),
      nodes.item(nodes.column("$path"), PATH),
      nodes.item(nodes.rowNumber(), ROW),
    ],
    from: [nodes.table(statement.table)],
    where: undefined,
  });
  const source = nodes.query({
    items: [nodes.everything(), nodes.item(nodes.truth(), SOURCE)],
    from: [statement.source],
    where: undefined,
  });
  return {
    nodes,
    targetName,
    target: nodes.subquery(target, targetName),
    source: nodes.subquery(source, sourceName),
  };
}

/** The names that columns of the source may have in front of them: those that it is written with. */
function namesOf(source: Relation): readonly string[] {
  if (source.kind === "alias") return [source.alias.name];
  if (source.kind === "table") return source.name.map(({ name }) => name);
  throw notSupported("MERGE with a source that has no name; give it an alias", source.at);
}

/** Whether names are the last ones of others, so that columns of both could be meant. */
function isTail(names: readonly string[], of: readonly string[]): boolean {
  const tail = of.slice(-names.length).map((name) => name.toLowerCase());
  return names.length <= of.length && names.every((name, i) => name.toLowerCase() === tail[i]);
}

/** The table's columns, file and number of each row, the number of its case, and each case's values. */
function matchedQuery({ nodes, target, targetName, source }: Parts, { on, cases }: Merge) {
  const changes = cases.filter((each) => each.kind !== "insert");
  const matches = nodes.isNotNull(nodes.column(SOURCE));
  const when = changes.map(({ condition }) =>
    nodes.all([matches, ...(condition === undefined ? [] : [condition])]),
  );
  const values = changes.map((each) =>
    each.kind === "update" ? each.set.map(({ value }) => value) : [],
  );
  return nodes.parsed(
    nodes.query({
      items: [
        nodes.everything(targetName),
        nodes.item(whichOf(nodes, when), "$which", CONDITION),
        ...valueItems(nodes, when, { values, clause: "MERGE SET" }),
      ],
      from: [nodes.leftJoin(target, source, on)],
      where: undefined,
    }),
  );
}

/** Rows of the source that no row of the table matches: the number of their case, and each case's values. */
function addedQuery({ nodes, target, source }: Parts, { on, cases }: Merge) {
  const inserts = cases.flatMap((each) => (each.kind === "insert" ? [each] : []));
  const when = inserts.map(({ condition }) => condition ?? nodes.truth());
  const values = inserts.map((each) => each.values);
  return nodes.parsed(
    nodes.query({
      items: [
        nodes.item(whichOf(nodes, when), "$which", CONDITION),
        ...valueItems(nodes, when, { values, clause: "MERGE INSERT" }),
      ],
      from: [nodes.leftJoin(source, target, on)],
      where: nodes.isNull(nodes.column(ROW)),
    }),
  );
}

/** The place of the first condition that holds. */
function whichOf(nodes: QueryNodes, when: readonly Expression[]): Expression {
  if (when.length === 0) return nodes.firstOf([[nodes.isNull(nodes.truth()), nodes.number(0)]]);
  return nodes.firstOf(when.map((condition, i) => [condition, nodes.number(i)] as const));
}

/** Each value where its case is the first that holds, and null elsewhere. */
function valueItems(
  nodes: QueryNodes,
  when: readonly Expression[],
  {
    values,
    clause,
  }: { readonly values: readonly (readonly Expression[])[]; readonly clause: string },
) {
  return values.flatMap((ofCase, i) =>
    ofCase.map((value, at) => {
      const before = when.slice(0, i).map((condition) => [condition, undefined] as const);
      const condition = when[i] ?? nodes.truth();
      return nodes.item(nodes.firstOf([...before, [condition, value]]), `$value${i}_${at}`, clause);
    }),
  );
}

interface Cases {
  readonly columns: readonly WrittenColumn[];
  readonly cases: readonly Case[];
}

/** The rows of the files that rows are changed of: once each, with the values of their case, and without those that go. */
function changedRows(compiled: CompiledStatement, { columns, cases }: Cases): string {
  const [path, row, which] = [0, 1, 2].map((i) => `c${columns.length + i}`);
  const valueOf = valueFinder(compiled, { columns, cases }, columns.length + 3);
  const items = columns.map((column, i) => {
    const values = cases.flatMap((_, at) => {
      const value = valueOf(at, column);
      return value === undefined ? [] : [`WHEN ${which} = ${at} THEN ${value}`];
    });
    return values.length === 0 ? `c${i}` : `CASE ${values.join(" ")} ELSE c${i} END AS c${i}`;
  });
  const deletes = cases.flatMap(({ kind }, i) => (kind === "delete" ? [i] : []));
  const stays =
    deletes.length === 0 ? "TRUE" : `coalesce(${which} NOT IN (${deletes.join(", ")}), TRUE)`;
  const once = `SELECT * FROM ${MATCHED} QUALIFY row_number() OVER (PARTITION BY ${row} ORDER BY ${which} NULLS LAST) = 1`;
  return `SELECT ${items.join(", ")} FROM (${once}) WHERE ${stays} AND ${path} IN (SELECT ${path} FROM ${MATCHED} WHERE ${which} IS NOT NULL)`;
}

function addedRows(compiled: CompiledStatement, { columns, cases }: Cases): string {
  const valueOf = valueFinder(compiled, { columns, cases }, 1);
  const items = columns.map((column, i) => {
    const values = cases.flatMap((_, at) => {
      const value = valueOf(at, column);
      return value === undefined ? [] : [`WHEN c0 = ${at} THEN ${value}`];
    });
    const sql = values.length === 0 ? duckNull(column.type) : `CASE ${values.join(" ")} END`;
    return `${sql} AS c${i}`;
  });
  return `SELECT ${items.join(", ")} FROM ${ADDED} WHERE c0 IS NOT NULL`;
}

/** Finds the value of a case for a column, in the column's type. */
function valueFinder(compiled: CompiledStatement, { cases }: Cases, from: number) {
  const starts: number[] = [];
  let start = from;
  for (const { given } of cases) {
    starts.push(start);
    start += given.length;
  }
  for (const [i, { kind, given }] of cases.entries()) {
    const types = given.map((_, at) => compiled.columns[(starts[i] ?? 0) + at]);
    const fits = given.every(({ type }, at) => isCompatible(types[at]?.type ?? type, type));
    if (!fits)
      throw new TrinoError(
        "TYPE_MISMATCH",
        `MERGE ${kind} has mismatched column types: Table: [${given.map(({ type }) => formatType(type)).join(", ")}], Query: [${types.map((each) => (each === undefined ? "" : formatType(each.type))).join(", ")}]`,
      );
  }
  return (at: number, column: WrittenColumn): string | undefined => {
    const place = cases[at]?.given.indexOf(column) ?? -1;
    const index = (starts[at] ?? 0) + place;
    const type = compiled.columns[index]?.type;
    return place < 0 || type === undefined ? undefined : convert(`c${index}`, type, column);
  };
}

/** A row of the table may be changed by one row of the source alone. */
async function refuseSeveral(columns: number, connection: DuckDBConnection): Promise<void> {
  const [row, which] = [`c${columns + 1}`, `c${columns + 2}`];
  const found = await connection.runAndReadAll(
    `SELECT 1 FROM ${MATCHED} WHERE ${which} IS NOT NULL GROUP BY ${row} HAVING count(*) > 1 LIMIT 1`,
  );
  if (found.getRows().length > 0)
    throw new TrinoError(
      "MERGE_TARGET_ROW_MULTIPLE_MATCHES",
      "One MERGE target table row matched more than one source row",
    );
}
