import { isCloudApiError } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import type { IngestError } from "../errors/ingest-error.ts";
import type {
  Consistency,
  Cursor,
  LastOptions,
  OtherReaders,
  ReadOptions,
  SourceBatch,
  SourceSnapshot,
} from "../source/source.ts";
import type { SourceTable } from "../source/source-table.ts";
import type { TextRows } from "../source/text-rows.ts";
import { checkOrder } from "../sql/check-order.ts";
import { cursorOf } from "../sql/cursor-of.ts";
import { LAST_OPTIONS, READ_OPTIONS, tableChanged } from "../sql/reading.ts";
import { rowReader } from "../sql/row-batch.ts";
import { sqlColumns } from "../sql/sql-column.ts";
import { type Fetching, fetchBatches } from "./postgres-fetch.ts";
import type { Asking, PostgresResult } from "./postgres-pool.ts";
import {
  copyRows,
  type Selection,
  type Statement,
  selectLast,
  selectNulls,
  selectRows,
} from "./postgres-select.ts";
import type { PostgresSession } from "./postgres-session.ts";
import {
  fromClause,
  isPostgresTable,
  type PostgresColumn,
  type PostgresTable,
} from "./postgres-table.ts";

/**
 * Whether a table, or a part of it, was truncated or written anew by ALTER TABLE since the snapshot, which then sees it empty: the catalog's row is
 * of the snapshot, what the function says is of now.
 */
const REWRITTEN = `
SELECT EXISTS (SELECT FROM pg_catalog.pg_class c
  WHERE (c.oid = $1::pg_catalog.oid
    OR c.oid IN (SELECT p.relid FROM pg_catalog.pg_partition_tree($1::pg_catalog.oid::pg_catalog.regclass) p))
  AND c.relkind IN ('r', 'm') AND c.relfilenode <> 0
  AND c.relfilenode IS DISTINCT FROM pg_catalog.pg_relation_filenode(c.oid))`;

/** Tables of PostgreSQL, read in one repeatable-read transaction. */
export class PostgresSnapshot implements SourceSnapshot {
  readonly consistency: Consistency = {
    kind: "snapshot",
    text: "All tables are read in one repeatable-read transaction, as of the moment at which it began; foreign tables are as their servers have them.",
  };
  readonly others: OtherReaders | undefined;
  readonly #session: PostgresSession;

  constructor(session: PostgresSession, others?: OtherReaders) {
    this.#session = session;
    this.others = others;
  }

  read(table: SourceTable, options: ReadOptions): AsyncGenerator<SourceBatch> {
    return this.#reading(table, options, (reading) => fetchBatches(reading));
  }

  /** By COPY, which the server writes and we read faster than rows of a cursor; by a cursor where there is no COPY. */
  readTexts(table: SourceTable, options: ReadOptions): AsyncGenerator<SourceBatch | TextRows> {
    return this.#reading(table, options, (reading) => this.#copied(reading));
  }

  async *#reading<T>(
    table: SourceTable,
    options: ReadOptions,
    rowsOf: (reading: Reading) => AsyncGenerator<T>,
  ): AsyncGenerator<T> {
    checkOptionNames("read", options, READ_OPTIONS);
    const known = this.#own(table);
    const { batchBytes, signal } = options;
    const columns = sqlColumns(known, options.columns) as readonly PostgresColumn[];
    const selection = { ...options, columns };
    const statement = selectRows(known, selection);
    const ask = (query: string, parameters?: readonly string[]) =>
      this.#session.ask(query, { values: parameters, table: table.name, signal });
    await ask("SAVEPOINT reading");
    try {
      await this.#checkOrder(known, options);
      await this.#declare({ ask, statement, table: known });
      yield* rowsOf({
        ask,
        fetch: (rows) => ask(`FETCH FORWARD ${rows} FROM reading`),
        check: (result) => this.#checkTypes(known, { columns, result }),
        reader: rowReader(columns),
        batchBytes,
        table: known,
        selection,
        statement,
        signal,
      });
    } catch (error) {
      throw isCloudApiError(error, "NO_SUCH_TABLE") ? this.#changed(known, error) : error;
    } finally {
      await this.#undo();
    }
  }

  /** The cursor has the table held and says its types; then its rows are copied. What has no COPY says so before the first of them. */
  async *#copied(reading: Reading): AsyncGenerator<SourceBatch | TextRows> {
    const { ask, selection, table, signal } = reading;
    if (!(await this.#session.canCopy(signal))) {
      yield* fetchBatches(reading);
      return;
    }
    reading.check(await reading.fetch(0));
    const copying = {
      text: copyRows(table, selection),
      width: selection.columns.length,
      batchBytes: reading.batchBytes,
    };
    let isBegun = false;
    try {
      for await (const rows of this.#session.copy(copying, { table: table.name, signal })) {
        isBegun = true;
        yield rows;
      }
      return;
    } catch (error) {
      if (isBegun || !isCloudApiError(error, "SOURCE_FAILED")) throw error;
    }
    await ask("ROLLBACK TO SAVEPOINT reading");
    // That let go of the table, too.
    await this.#declare(reading);
    yield* fetchBatches(reading);
  }

  /** Declare the cursor, by which the table is held as it is; what was done to it before is told. */
  async #declare({
    ask,
    statement,
    table,
  }: Pick<Reading, "ask" | "statement" | "table">): Promise<void> {
    await ask(`DECLARE reading NO SCROLL CURSOR FOR ${statement.text}`, statement.values);
    if (flag(await ask(REWRITTEN, [table.oid]), 0)) throw this.#changed(table);
  }

  async last(table: SourceTable, options: LastOptions): Promise<Cursor | undefined> {
    checkOptionNames("last", options, LAST_OPTIONS);
    const known = this.#own(table);
    const order = sqlColumns(known, options.orderBy);
    return this.#once(known, options.signal, async (ask) => {
      await this.#checkOrder(known, options);
      const [row] = (await ask(selectLast(known, order))).rows;
      return row === undefined ? undefined : cursorOf(order, row);
    });
  }

  async count(table: SourceTable, signal?: AbortSignal): Promise<number> {
    const known = this.#own(table);
    return this.#once(known, signal, async (ask) => {
      const { rows } = await ask(`SELECT pg_catalog.count(*) FROM ${fromClause(known)}`);
      return Number(rows[0]?.[0]);
    });
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  /** Something about a table that fails without ending the transaction. */
  async #once<T>(
    table: PostgresTable,
    signal: AbortSignal | undefined,
    work: (ask: Asking) => Promise<T>,
  ): Promise<T> {
    await this.#session.ask("SAVEPOINT reading", { signal });
    try {
      return await work((text, values) =>
        this.#session.ask(text, { values, table: table.name, signal }),
      );
    } catch (error) {
      throw isCloudApiError(error, "NO_SUCH_TABLE") ? this.#changed(table, error) : error;
    } finally {
      await this.#undo();
    }
  }

  /** Closes the cursor, and makes the transaction usable again where a statement failed. */
  async #undo(): Promise<void> {
    await this.#session.ask("ROLLBACK TO SAVEPOINT reading").catch(ignore);
    await this.#session.ask("RELEASE SAVEPOINT reading").catch(ignore);
  }

  #own(table: SourceTable): PostgresTable {
    if (isPostgresTable(table)) return table;
    throw new TypeError(
      `read: ${table.name} is no table that discover() of a PostgreSQL source gave; pass its tables as they are.`,
    );
  }

  async #checkOrder(
    table: PostgresTable,
    { orderBy = [], signal }: Pick<ReadOptions, "orderBy" | "signal">,
  ): Promise<void> {
    const columns = sqlColumns(table, orderBy);
    await checkOrder({ source: this.#session.source, table: table.name, columns }, async (each) => {
      const nulls = selectNulls(table, each);
      const answer = await this.#session.ask(nulls, { table: table.name, signal });
      return each.map((_, at) => flag(answer, at));
    });
  }

  #checkTypes(
    table: PostgresTable,
    { columns, result }: { columns: readonly PostgresColumn[]; result: PostgresResult },
  ): void {
    const changed = columns.find(({ oid, type }, at) => {
      const announced = result.fields[at]?.dataTypeID;
      return type.select === undefined && announced !== undefined && oid !== String(announced);
    });
    if (changed !== undefined) throw this.#changed(table);
  }

  #changed(table: PostgresTable, cause?: unknown): IngestError {
    return tableChanged(this.#session.source, table.name, cause);
  }
}

/** A table that is read. */
interface Reading extends Fetching {
  readonly ask: Asking;
  readonly table: PostgresTable;
  readonly statement: Statement;
  readonly selection: Selection;
  readonly signal: AbortSignal | undefined;
}

function flag({ rows }: PostgresResult, at: number): boolean {
  return rows[0]?.[at] === "t";
}

function ignore(): void {}
