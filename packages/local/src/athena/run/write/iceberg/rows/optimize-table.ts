import { notSupported } from "@cloudapi/athena/internal/analysis";
import { type LoadedTable, planScan, type ScanTask } from "@cloudapi/iceberg";
import { partitionPath, partitionType, schemasOf, specOf } from "@cloudapi/iceberg/internal";
import type { Optimize } from "../../../../syntax/statement/parse-row-change.ts";
import { duckString } from "../../../../types/duck.ts";
import type { QueryResult } from "../../../results/query-result.ts";
import type { WriteInput } from "../../write-input.ts";
import { writtenColumns } from "../insert-iceberg.ts";
import { checkCondition } from "./change-rows.ts";
import { queryNodes } from "./query-nodes.ts";
import type { Rewrite, Rewriting } from "./rewrite-table.ts";
import { rewriteTable } from "./rewrite-table.ts";

/** `OPTIMIZE ... REWRITE DATA USING BIN_PACK`: small files of a partition, and files with deletes, are written anew as one. */
export async function optimizeTable(
  statement: Optimize,
  name: LoadedTable["name"],
  input: WriteInput,
): Promise<QueryResult> {
  await rewriteTable(name, input, (rewriting) => planned(statement, rewriting, input));
  return { columns: [], rows: [], header: false, updateCount: undefined };
}

const ALL = "all_rows";

async function planned(
  statement: Optimize,
  { table, connection, prepare, check }: Rewriting,
  { signal }: WriteInput,
): Promise<Rewrite> {
  const columns = writtenColumns(table);
  await checkCondition(statement, check);
  const compiled = await prepare(queryOf(statement));
  const [path, inside] = [`c${columns.length}`, `c${columns.length + 1}`];
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${ALL} AS SELECT * FROM (${compiled.sql})`);
  const files = await connection.runAndReadAll(
    `SELECT ${path}, bool_and(coalesce(${inside}, FALSE)), bool_or(coalesce(${inside}, FALSE)) FROM ${ALL} GROUP BY 1`,
  );
  const held = files.getRows();
  if (held.some(([, all, any]) => all !== any))
    throw notSupported("OPTIMIZE with a condition on anything but partition columns");
  const outside = new Set(held.flatMap(([each, all]) => (all === true ? [] : [String(each)])));
  const { tasks } = await planScan(table, {}, { signal });
  const paths = chosenFiles(table, tasks)
    .map(({ file }) => file.path)
    // A file whose rows were all deleted is in no row.
    .filter((each) => !outside.has(each));
  const list = paths.map(duckString).join(", ");
  return {
    paths,
    sql: `SELECT ${columns.map((_, i) => `c${i}`).join(", ")} FROM ${ALL} WHERE ${list === "" ? "FALSE" : `${path} IN (${list})`}`,
    count: 0,
    notes: { operation: "replace" },
  };
}

function queryOf(statement: Optimize) {
  const nodes = queryNodes(statement);
  const { where = nodes.truth() } = statement;
  return nodes.parsed(
    nodes.query({
      items: [
        nodes.everything(),
        nodes.item(nodes.column("$path"), "$path"),
        nodes.item(nodes.firstOf([[where, nodes.truth()]]), "$inside"),
      ],
      from: [nodes.table(statement.table)],
      where: undefined,
    }),
  );
}

const MIB = 1024 ** 2;
const TARGET_BYTES = 512 * MIB;

/** Files to write anew, by Athena's properties of a table and their defaults. */
function chosenFiles(table: LoadedTable, tasks: readonly ScanTask[]): ScanTask[] {
  const { properties } = table.metadata;
  const number = (name: string, otherwise: number) => {
    const value = Number(properties[name]);
    return Number.isFinite(value) && value > 0 ? value : otherwise;
  };
  const target = number("write_target_data_file_size_bytes", TARGET_BYTES);
  const least = number("optimize_rewrite_min_data_file_size_bytes", 0.75 * target);
  const enough = number("optimize_rewrite_data_file_threshold", 5);
  const deletes = number("optimize_rewrite_delete_file_threshold", 2);
  const small = tasks.filter(({ file }) => file.sizeBytes < least);
  const groups = Map.groupBy(small, ({ file }) => partitionOf(table, file));
  const together = [...groups.values()].filter((group) => group.length >= enough).flat();
  const deleted = tasks.filter((task) => task.deletes.length >= deletes);
  return [...new Set([...together, ...deleted])];
}

function partitionOf({ metadata }: LoadedTable, file: ScanTask["file"]): string {
  const type = partitionType(specOf(metadata, file.specId), schemasOf(metadata));
  return `${file.specId} ${partitionPath(type, file.partition)}`;
}
