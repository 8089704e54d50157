import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { DuckDb } from "./duck-db.ts";
import { MACROS } from "./macros.ts";
import { registerUdfs } from "./register-udfs.ts";

/** DuckDB with Trino's functions, loaded on first use; it may read nothing but one folder. */
export interface Session {
  /** A connection of its own for one query; close it when done. */
  connect(): Promise<DuckDBConnection>;
  readonly duckdb: () => Promise<DuckDb>;
  close(): void;
}

/** @param folder the only folder DuckDB may read: the object cache */
export function openSession(folder: string): Session {
  let opening:
    | Promise<{ duckdb: DuckDb; instance: DuckDBInstance; keeper: DuckDBConnection }>
    | undefined;
  const open = () => (opening ??= openInstance(folder));
  return {
    async connect() {
      const { instance } = await open();
      return instance.connect();
    },
    duckdb: async () => (await open()).duckdb,
    close() {
      const opened = opening;
      opening = undefined;
      void opened?.then(
        ({ instance, keeper }) => {
          keeper.closeSync();
          instance.closeSync();
        },
        () => undefined,
      );
    },
  };
}

/** DuckDB's client reads texts with a decoder that drops U+FEFF in front of each: one that keeps it takes its place. */
async function keepByteOrderMarks(): Promise<void> {
  const { default: accessors } = await import("@duckdb/node-api/lib/vectors/dataAccessors.js");
  Object.assign(accessors, { textDecoder: new TextDecoder("utf-8", { ignoreBOM: true }) });
}

async function openInstance(folder: string) {
  const duckdb = await import("@duckdb/node-api");
  await keepByteOrderMarks();
  const instance = await duckdb.DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    // What does not fit into memory fails: nothing is written beside the objects' copies.
    temp_directory: "",
  });
  const keeper = await instance.connect();
  registerUdfs(duckdb, keeper);
  for (const macro of MACROS) await keeper.run(`CREATE MACRO ${macro}`);
  await keeper.run(`SET allowed_directories = ['${folder.replaceAll("'", "''")}']`);
  await keeper.run("SET enable_external_access = false");
  // A shared part taken out of TRY or CASE would fail where SQL must not even evaluate it.
  await keeper.run("SET GLOBAL disabled_optimizers = 'common_subexpressions'");
  await keeper.run("SET GLOBAL TimeZone = 'UTC'");
  await keeper.run("SET lock_configuration = true");
  return { duckdb, instance, keeper };
}
