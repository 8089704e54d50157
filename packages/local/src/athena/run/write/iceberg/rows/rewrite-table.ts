import type { ParsedQuery } from "@cloudapi/athena/internal/analysis";
import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { LoadedTable } from "@cloudapi/iceberg";
import {
  commitTable,
  currentSnapshot,
  defaultSpec,
  prepareSnapshot,
} from "@cloudapi/iceberg/internal";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { CompiledStatement } from "../../../../compile/compile.ts";
import type { QueryResult } from "../../../results/query-result.ts";
import { compileInput, useConnection } from "../../../run-select.ts";
import type { WriteInput } from "../../write-input.ts";
import { writeResult } from "../../write-result.ts";
import { checkSame, committing } from "../commit-files.ts";
import { loadIceberg } from "../insert-iceberg.ts";
import { writeDataFiles } from "../write-data-files.ts";

/** What takes the place of some of a table's files. */
export interface Rewrite {
  /** Places of the files that go. */
  readonly paths: readonly string[];
  /** The rows of the files that come: DuckDB SQL whose columns c0, c1, ... are the table's. */
  readonly sql: string;
  /** How many rows were changed. */
  readonly count: number;
  /** What the snapshot's summary says beside its counts. */
  readonly notes?: Readonly<Record<string, string>>;
}

/** What a rewrite is found out with. */
export interface Rewriting {
  readonly table: LoadedTable;
  readonly connection: DuckDBConnection;
  /** Make a query ready to be run on the connection; what an earlier one reads may be gone by then. */
  readonly prepare: (parsed: ParsedQuery) => Promise<CompiledStatement>;
  /** Find what is wrong with a query that isn't run. */
  readonly check: (parsed: ParsedQuery) => Promise<unknown>;
}

const MOST_TRIES = 5;

/** The table has another state by now than the one that was read. */
class Moved extends Error {}

/**
 * Put other files in the place of those of which rows are changed, by one commit. Where somebody else commits meanwhile the
 * statement is run anew on what the table is then.
 *
 * @throws {TrinoError} ICEBERG_COMMIT_ERROR when others were first every time
 */
export async function rewriteTable(
  name: LoadedTable["name"],
  input: WriteInput,
  plan: (rewriting: Rewriting) => Promise<Rewrite>,
): Promise<QueryResult> {
  for (let tries = 1; ; tries++) {
    try {
      return await rewriteOnce(await loadIceberg(name, input), input, plan);
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
      if (tries >= MOST_TRIES)
        throw new TrinoError(
          "ICEBERG_COMMIT_ERROR",
          `Failed to commit the transaction during write: others changed ${name.namespace}.${name.name} each of the ${tries} times`,
        );
    }
  }
}

async function rewriteOnce(
  table: LoadedTable,
  input: WriteInput,
  plan: (rewriting: Rewriting) => Promise<Rewrite>,
): Promise<QueryResult> {
  const { engine, signal } = input;
  const now = engine.now();
  return useConnection(engine, { ...input, now }, async (connection, ready) => {
    const check = (parsed: ParsedQuery) => compileInput(engine, { ...input, parsed }, now);
    const prepare = async (parsed: ParsedQuery) => {
      const compiled = await check(parsed);
      await ready(compiled);
      return compiled;
    };
    const rewrite = await plan({ table, connection, prepare, check });
    const spec = defaultSpec(table.metadata);
    return writeDataFiles(
      { sql: rewrite.sql, table, spec },
      { connection, folder: engine.folder, now, signal },
      async (files) => {
        const added = files.map(({ dataFile }) => dataFile);
        const gone = new Set(rewrite.paths);
        const isChange = gone.size > 0 || files.length > 0;
        await committing(files, input, async () => {
          if (!isChange) return;
          await commitTable(
            engine.iceberg,
            table.name,
            (current) => {
              checkSame(table, current);
              if (!isSameSnapshot(table, current)) throw new Moved();
              return prepareSnapshot(current, {
                added,
                spec,
                removes: ({ path }) => gone.has(path),
                areDeletesApplied: true,
                notes: rewrite.notes ?? {},
              });
            },
            { signal },
          );
        });
        return writeResult(rewrite.count);
      },
    );
  });
}

function isSameSnapshot(a: LoadedTable, b: LoadedTable): boolean {
  return (
    currentSnapshot(a.metadata)?.["snapshot-id"] === currentSnapshot(b.metadata)?.["snapshot-id"]
  );
}
