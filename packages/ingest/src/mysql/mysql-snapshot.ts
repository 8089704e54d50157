import { isCloudApiError } from "@cloudapi/core";
import { checkOptionNames, unlessAborted } from "@cloudapi/core/internal";
import type { IngestError } from "../errors/ingest-error.ts";
import type {
  Consistency,
  Cursor,
  LastOptions,
  ReadOptions,
  SourceBatch,
  SourceSnapshot,
} from "../source/source.ts";
import type { SourceTable } from "../source/source-table.ts";
import type { TextRows } from "../source/text-rows.ts";
import { checkOrder } from "../sql/check-order.ts";
import { cursorOf } from "../sql/cursor-of.ts";
import { LAST_OPTIONS, READ_OPTIONS, tableChanged } from "../sql/reading.ts";
import { type SqlColumn, sqlColumns } from "../sql/sql-column.ts";
import { type Asking, readColumns } from "./catalog/table-catalog.ts";
import { endQuery } from "./end-query.ts";
import type { MysqlConnection } from "./mysql-pool.ts";
import { selectLast, selectNulls, selectRows } from "./mysql-select.ts";
import type { MysqlSession } from "./mysql-session.ts";
import { type RowStream, type Streaming, streamRows, streamTexts } from "./mysql-stream.ts";
import { fromClause, isMysqlTable, type MysqlTable } from "./mysql-table.ts";

/** Tables of MySQL or MariaDB, read in one transaction with a consistent snapshot. */
export class MysqlSnapshot implements SourceSnapshot {
  readonly consistency: Consistency = {
    kind: "snapshot",
    text: "All InnoDB tables are read in one repeatable-read transaction, as of the moment at which it began; tables of engines without transactions (MyISAM, MEMORY) as of the moment at which they are read.",
  };
  readonly #session: MysqlSession;

  constructor(session: MysqlSession) {
    this.#session = session;
  }

  read(table: SourceTable, options: ReadOptions): AsyncGenerator<SourceBatch> {
    return this.#reading(table, options, streamRows);
  }

  readTexts(table: SourceTable, options: ReadOptions): AsyncGenerator<SourceBatch | TextRows> {
    return this.#reading(table, options, streamTexts);
  }

  async *#reading<T>(
    table: SourceTable,
    options: ReadOptions,
    stream: (connection: MysqlConnection, streaming: Streaming) => RowStream<T>,
  ): AsyncGenerator<T> {
    checkOptionNames("read", options, READ_OPTIONS);
    const known = this.#own(table);
    const { batchBytes, signal } = options;
    const columns = sqlColumns(known, options.columns);
    const sql = selectRows(known, { ...options, columns });
    await this.#session.ask("SAVEPOINT reading", { signal });
    try {
      await this.#checkOrder(known, options);
      await this.#checkUnchanged(known, columns, signal);
      yield* this.#batches(
        stream(this.#session.connection, { sql, columns, batchBytes }),
        known.name,
        signal,
      );
    } catch (error) {
      throw isCloudApiError(error, "NO_SUCH_TABLE") ? this.#changed(known, error) : error;
    } finally {
      await this.#undo();
    }
  }

  async last(table: SourceTable, options: LastOptions): Promise<Cursor | undefined> {
    checkOptionNames("last", options, LAST_OPTIONS);
    const known = this.#own(table);
    const order = sqlColumns(known, options.orderBy);
    return this.#once(known, options.signal, async (asking) => {
      await this.#checkOrder(known, options);
      const [row] = await asking(selectLast(known, order));
      return row === undefined ? undefined : cursorOf(order, row);
    });
  }

  async count(table: SourceTable, signal?: AbortSignal): Promise<number> {
    const known = this.#own(table);
    return this.#once(known, signal, async (asking) => {
      const [row] = await asking(`SELECT COUNT(*) FROM ${fromClause(known)}`);
      return Number(row?.[0]);
    });
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  async *#batches<T>(
    stream: RowStream<T>,
    table: string,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<T> {
    try {
      for (;;) {
        const batch = await unlessAborted(stream.next(), signal).catch((error: unknown) => {
          signal?.throwIfAborted();
          throw this.#session.failed(error, table);
        });
        if (batch === undefined) return;
        yield batch;
      }
    } finally {
      if (signal?.aborted === true) this.#session.lose();
      else if (!stream.isOver) await endQuery(this.#session, stream);
    }
  }

  async #once<T>(
    table: MysqlTable,
    signal: AbortSignal | undefined,
    work: (asking: Asking) => Promise<T>,
  ): Promise<T> {
    await this.#session.ask("SAVEPOINT reading", { signal });
    try {
      return await work((sql) => this.#session.ask(sql, { table: table.name, signal }));
    } catch (error) {
      throw isCloudApiError(error, "NO_SUCH_TABLE") ? this.#changed(table, error) : error;
    } finally {
      await this.#undo();
    }
  }

  /** Lets go of the table, which could not be altered as long as the transaction holds on to it. */
  async #undo(): Promise<void> {
    await this.#session.ask("ROLLBACK TO SAVEPOINT reading").catch(ignore);
  }

  #own(table: SourceTable): MysqlTable {
    if (isMysqlTable(table)) return table;
    throw new TypeError(
      `read: ${table.name} is no table that discover() of a MySQL source gave; pass its tables as they are.`,
    );
  }

  async #checkOrder(
    table: MysqlTable,
    { orderBy = [], signal }: Pick<ReadOptions, "orderBy" | "signal">,
  ): Promise<void> {
    const columns = sqlColumns(table, orderBy);
    await checkOrder({ source: this.#session.source, table: table.name, columns }, async (each) => {
      const nulls = selectNulls(table, each);
      const [row] = await this.#session.ask(nulls, { table: table.name, signal });
      return each.map((_, at) => row?.[at] === "1");
    });
  }

  /** Whether the columns are still of the types that they were of when the table was looked at; the server itself refuses what comes after. */
  async #checkUnchanged(
    table: MysqlTable,
    columns: readonly SqlColumn[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const asking = (sql: string) => this.#session.ask(sql, { table: table.name, signal });
    const where = { database: table.schema, tables: [table.name] };
    const fields = await readColumns(asking, where);
    const now = new Map(fields.map(({ name, spelled }) => [name, spelled]));
    if (columns.some(({ name, nativeType }) => now.get(name) !== nativeType))
      throw this.#changed(table);
  }

  #changed(table: MysqlTable, cause?: unknown): IngestError {
    return tableChanged(this.#session.source, table.name, cause);
  }
}

function ignore(): void {}
