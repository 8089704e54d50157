import type { S3Client } from "@aws-sdk/client-s3";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Catalog } from "../catalog/catalog.ts";
import { catalogLookup } from "../catalog/lookup.ts";
import type { CompiledStatement } from "../compile/compile.ts";
import { compile } from "../compile/compile.ts";
import type { ObjectCache } from "../scan/objects/object-cache.ts";
import { prepareScan } from "../scan/prepare-scan.ts";
import type { ParsedQuery } from "../syntax/query/parse.ts";
import { TrinoError } from "../types/trino-error.ts";
import { decodeFailure } from "./duckdb/duck-error.ts";
import type { Session } from "./duckdb/session.ts";
import { formatValue } from "./results/format-value.ts";
import type { QueryResult } from "./results/query-result.ts";
import { ScanLimit } from "./scan-limit.ts";

/** What an embedded Athena runs queries with. */
export interface Engine {
  readonly catalog: Catalog;
  readonly session: Session;
  readonly cache: ObjectCache;
  readonly s3: () => S3Client;
  readonly now: () => Date;
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
  const compiled = compile({
    parsed: input.parsed,
    database: input.database,
    lookup: catalogLookup(engine.catalog),
    now,
    parameters: input.parameters,
  });
  const connection = await engine.session.connect();
  const held: string[] = [];
  const release = interruptOnAbort(connection, input.signal);
  try {
    input.signal.throwIfAborted();
    await prepareScans(engine, compiled, { ...input, connection, now, held });
    return await execute(compiled, connection, input.signal);
  } catch (error) {
    input.signal.throwIfAborted();
    throw error instanceof ScanLimit ? error : decodeFailure(error);
  } finally {
    release();
    connection.closeSync();
    await engine.cache.release(held);
  }
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

interface Preparing extends Pick<SelectInput, "signal" | "onScanned"> {
  readonly connection: DuckDBConnection;
  readonly now: Date;
  readonly held: string[];
}

async function prepareScans(
  engine: Engine,
  compiled: CompiledStatement,
  { connection, now, signal, held, onScanned }: Preparing,
): Promise<void> {
  let bytes = 0;
  onScanned(bytes);
  for (const scan of compiled.scans) {
    const table = engine.catalog.table(scan.table.database, scan.table.name);
    if (table === undefined)
      throw new TrinoError(
        "TABLE_NOT_FOUND",
        `Table 'awsdatacatalog.${scan.table.database}.${scan.table.name}' does not exist`,
      );
    await prepareScan(scan, table, {
      s3: engine.s3(),
      connection,
      now,
      signal,
      cache: engine.cache,
      registered: (each) => engine.catalog.partitions(each),
      hold: (path) => held.push(path),
      scanned(more) {
        bytes += more;
        onScanned(bytes);
      },
    });
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
