import { notSupported } from "@cloudapi/athena/internal/analysis";
import type { LoadedTable } from "@cloudapi/iceberg";
import { currentSchema, defaultSpec } from "@cloudapi/iceberg/internal";
import { sqlColumns } from "../../../iceberg/column-type.ts";
import { icebergFailure } from "../../../iceberg/iceberg-failure.ts";
import type { Insert } from "../../../syntax/statement/parse-write.ts";
import type { QueryResult } from "../../results/query-result.ts";
import { compileInput, useCompiled } from "../../run-select.ts";
import { coerceInsert } from "../coerce-insert.ts";
import type { WrittenColumn } from "../hive-columns.ts";
import { givenColumns } from "../run-insert.ts";
import type { WriteInput } from "../write-input.ts";
import { writeResult } from "../write-result.ts";
import { appendFiles } from "./commit-files.ts";
import { writeDataFiles } from "./write-data-files.ts";

/** `INSERT INTO` an Iceberg table: one commit. */
export async function insertIceberg(
  statement: Insert,
  name: LoadedTable["name"],
  input: WriteInput,
): Promise<QueryResult> {
  const { engine, signal } = input;
  const now = engine.now();
  const table = await loadIceberg(name, input);
  const columns = writtenColumns(table);
  const compiled = await compileInput(engine, { ...input, parsed: statement.query }, now);
  const sql = coerceInsert({ compiled, table: columns, given: givenColumns(statement, columns) });
  const spec = defaultSpec(table.metadata);
  return useCompiled(engine, { ...input, compiled, now }, (connection) =>
    writeDataFiles(
      { sql, table, spec },
      { connection, folder: engine.folder, now, signal },
      async (files) => writeResult(await appendFiles({ table, spec, files }, input)),
    ),
  );
}

/** An Iceberg table, as it is now. */
export async function loadIceberg(
  name: LoadedTable["name"],
  { engine, signal }: WriteInput,
): Promise<LoadedTable> {
  try {
    const table = await engine.iceberg.load(name, { signal });
    if (table === undefined) throw new Error(`${name.namespace}.${name.name} is gone.`);
    return table;
  } catch (error) {
    throw icebergFailure(error);
  }
}

/** The columns of a table, of types that can be written. */
export function writtenColumns({ metadata }: LoadedTable): WrittenColumn[] {
  return sqlColumns(currentSchema(metadata).fields).map(({ name, type, refused }) => {
    if (refused !== undefined) throw notSupported(`columns of type ${refused} (column ${name})`);
    return { name, type };
  });
}
