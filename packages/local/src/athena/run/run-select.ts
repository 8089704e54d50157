import type { S3Client } from "@aws-sdk/client-s3";
import type { ParsedQuery } from "@cloudapi/athena/internal/analysis";
import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { IcebergCatalog } from "@cloudapi/iceberg";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogTable } from "../catalog/catalog-types.ts";
import type { CompiledStatement } from "../compile/compile.ts";
import { prepareIceberg } from "../scan/iceberg/prepare-iceberg.ts";
import type { ObjectCache } from "../scan/objects/object-cache.ts";
import { prepareScan } from "../scan/prepare-scan.ts";
import type { Delegation } from "./delegation.ts";
import { decodeFailure } from "./duckdb/duck-error.ts";
import type { Session } from "./duckdb/session.ts";
import { compileOpened } from "./opened-tables.ts";
import { formatValue } from "./results/format-value.ts";
import type { QueryResult } from "./results/query-result.ts";

/** What an embedded Athena runs queries with. */
export interface Engine {
  readonly catalog: Catalog;
  /** The Iceberg tables of the catalog: `loadTable(iceberg, { namespace, name })` opens what `isIceberg` says is one. */
  readonly iceberg: IcebergCatalog;
  readonly session: Session;
  readonly cache: ObjectCache;
  readonly s3: () => S3Client;
  readonly now: () => Date;
  /** Where files to write are made first. */
  readonly folder: string;
  /** On whose behalf statements run, where that matters. */
  readonly delegation?: Delegation | undefined;
}

export interface SelectInput {
  readonly parsed: ParsedQuery;
  readonly database: string;
  readonly parameters: readonly string[];
  readonly signal: AbortSignal;
  /** Called with the bytes read so far, before the query runs and as early as they are known; may throw to stop it. */
  readonly onScanned: (bytes: number) => void;
}

/** Run one query: compile, fetch what it reads, execute, format. */
export async function runSelect(engine: Engine, input: SelectInput): Promise<QueryResult> {
  const now = engine.now();
  const compiled = await compileInput(engine, input, now);
  return useCompiled(engine, { ...input, compiled, now }, (connection) =>
    execute(compiled, connection, input.signal),
  );
}

/** A query as DuckDB SQL, over the tables of the catalog. */
export function compileInput(
  engine: Engine,
  { parsed, database, parameters, signal }: Omit<SelectInput, "onScanned">,
  now: Date,
): Promise<CompiledStatement> {
  return compileOpened({ ...engine, signal }, { parsed, database, parameters, now });
}

interface CompiledInput extends Pick<SelectInput, "signal" | "onScanned"> {
  readonly compiled: CompiledStatement;
  readonly now: Date;
}

/** Do something with a connection on which a query's SQL can run: what it reads is there. */
export function useCompiled<T>(
  engine: Engine,
  { compiled, ...input }: CompiledInput,
  use: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  return useConnection(engine, input, async (connection, ready) => {
    await ready(compiled);
    return use(connection);
  });
}

/** Makes ready what a query reads; what the one before reads may be gone by then. */
export type Ready = (compiled: CompiledStatement) => Promise<void>;

/** Do something with a connection on which queries are made ready one after the other. */
export async function useConnection<T>(
  engine: Engine,
  input: Omit<CompiledInput, "compiled">,
  use: (connection: DuckDBConnection, ready: Ready) => Promise<T>,
): Promise<T> {
  const { now, signal, onScanned } = input;
  const connection = await engine.session.connect();
  const held: string[] = [];
  const release = interruptOnAbort(connection, signal);
  try {
    signal.throwIfAborted();
    onScanned(0);
    let bytes = 0;
    const scanned = (more: number) => {
      bytes += more;
      onScanned(bytes);
    };
    const preparing = { connection, now, signal, held, scanned };
    return await use(connection, (compiled) => prepareScans(engine, compiled, preparing));
  } catch (error) {
    signal.throwIfAborted();
    throw isKnown(error) ? error : decodeFailure(error);
  } finally {
    release();
    connection.closeSync();
    await engine.cache.release(held);
  }
}

/** Whether an error says by itself what to tell: DuckDB's are plain. */
function isKnown(error: unknown): boolean {
  return error instanceof Error && error.constructor !== Error;
}

const INTERRUPT_EVERY_MS = 20;

/** Once aborted, interrupt again and again: between two statements an interrupt is lost. */
function interruptOnAbort(connection: DuckDBConnection, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    connection.interrupt();
    timer = setInterval(() => connection.interrupt(), INTERRUPT_EVERY_MS);
  };
  signal.addEventListener("abort", begin, { once: true });
  return () => {
    signal.removeEventListener("abort", begin);
    clearInterval(timer);
  };
}

interface Preparing extends Pick<SelectInput, "signal"> {
  /** Called with the bytes of each part that is read. */
  readonly scanned: (bytes: number) => void;
  readonly connection: DuckDBConnection;
  readonly now: Date;
  readonly held: string[];
}

async function prepareScans(
  engine: Engine,
  compiled: CompiledStatement,
  { connection, now, signal, held, scanned }: Preparing,
): Promise<void> {
  const { cache } = engine;
  const common = { connection, signal, cache, scanned, s3: engine.s3() };
  const hold = (path: string) => held.push(path);
  for (const scan of compiled.scans) {
    if (scan.table.iceberg !== undefined) {
      await prepareIceberg(scan, scan.table.iceberg, { ...common, hold });
      continue;
    }
    const table = engine.catalog.table(scan.table.database, scan.table.name);
    if (table === undefined)
      throw new TrinoError(
        "TABLE_NOT_FOUND",
        `Table 'awsdatacatalog.${scan.table.database}.${scan.table.name}' does not exist`,
      );
    const registered = (each: CatalogTable) => engine.catalog.partitions(each);
    await prepareScan(scan, table, { ...common, now, registered, hold });
  }
}

const MAX_ROWS = 2_000_000;

async function execute(
  compiled: CompiledStatement,
  connection: DuckDBConnection,
  signal: AbortSignal,
): Promise<QueryResult> {
  const result = await connection.stream(compiled.sql);
  const rows: (string | null)[][] = [];
  for (
    let chunk = await result.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    signal.throwIfAborted();
    for (const values of chunk.getRows())
      rows.push(compiled.columns.map((column, i) => formatValue(values[i] ?? null, column.type)));
    if (rows.length > MAX_ROWS)
      throw new TrinoError(
        "EXCEEDED_LOCAL_MEMORY_LIMIT",
        `The embedded Athena keeps results of at most ${MAX_ROWS} rows; add a LIMIT`,
      );
  }
  return { columns: compiled.columns, rows, header: true, updateCount: 0 };
}
