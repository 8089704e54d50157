import type { SourceBatch } from "../source/source.ts";
import type { TextRows } from "../source/text-rows.ts";
import { type GatheredRows, rowReader } from "../sql/row-batch.ts";
import type { SqlColumn } from "../sql/sql-column.ts";
import type { MysqlConnection, MysqlField, MysqlRow, MysqlRows } from "./mysql-pool.ts";
import { PacketTexts } from "./packet-texts.ts";

/** Rows of one query, as they come. */
export interface RowStream<T> {
  /** The next batch; `undefined` behind the last row. */
  next(): Promise<T | undefined>;
  /** Whether the query has ended, by its last row or an error. */
  readonly isOver: boolean;
  /** Resolves when the query has ended; rows that still come are let go. */
  drain(): Promise<void>;
}

/** What is asked, and how its rows are read. */
export interface Streaming {
  readonly sql: string;
  readonly columns: readonly SqlColumn[];
  readonly batchBytes: number;
}

/**
 * Rows of a query in batches by their bytes: the socket is read no further while a batch is full that nobody has taken yet. The driver's own stream
 * counts rows, which may be of any size.
 */
export function streamRows(
  connection: MysqlConnection,
  streaming: Streaming,
): RowStream<SourceBatch> {
  const rows = gatherRows(streaming);
  const stream = new MysqlRowStream(connection, rows);
  const query = ask(connection, streaming);
  stream.follow(query, (row) => rows.add(row));
  return stream;
}

/** The same as texts, where the driver shows us the bytes of a row before it takes them apart; as rows where it doesn't. */
export function streamTexts(
  connection: MysqlConnection,
  streaming: Streaming,
): RowStream<SourceBatch | TextRows> {
  const rows = gatherRows(streaming);
  const texts = new PacketTexts(streaming);
  const stream = new MysqlRowStream<SourceBatch | TextRows>(connection, {
    isFull: () => texts.isFull() || rows.isFull(),
    take: () => texts.take() ?? rows.take(),
    clear: () => {
      texts.clear();
      rows.clear();
    },
  });
  const query = ask(connection, streaming);
  stream.follow(query, (row) => rows.add(row));
  texts.attach(query, (take) => stream.gather(take));
  return stream;
}

function ask(connection: MysqlConnection, { sql, columns }: Streaming): MysqlRows {
  const isBytes = columns.map(({ type }) => type.isBytes === true);
  const typeCast = (field: MysqlField) =>
    isBytes[Number(field.name)] === true ? field.buffer() : field.string("utf8");
  return connection.query({ sql, rowsAsArray: true, typeCast });
}

/** Where rows are gathered into a batch. */
interface Gathering<T> {
  readonly isFull: () => boolean;
  /** What was gathered, if anything. */
  readonly take: () => T | undefined;
  readonly clear: () => void;
}

function gatherRows({
  columns,
  batchBytes,
}: Streaming): Gathering<SourceBatch> & { readonly add: (row: MysqlRow) => void } {
  const read = rowReader(columns);
  let gathered: GatheredRows = { rows: [], bytes: 0 };
  const clear = () => void (gathered = { rows: [], bytes: 0 });
  return {
    add: (row) => read(row, gathered),
    isFull: () => gathered.bytes >= batchBytes && gathered.rows.length > 0,
    take: () => {
      const batch = gathered;
      clear();
      return batch.rows.length > 0 ? batch : undefined;
    },
    clear,
  };
}

class MysqlRowStream<T> implements RowStream<T> {
  readonly #connection: MysqlConnection;
  readonly #gathering: Gathering<T>;
  #isDraining = false;
  #isOver = false;
  #error: Error | undefined;
  readonly #onLost = (error: Error) => this.#finish(error);
  /** Called when there is a batch, or the query has ended. */
  #wake: () => void = ignore;

  constructor(connection: MysqlConnection, gathering: Gathering<T>) {
    this.#connection = connection;
    this.#gathering = gathering;
  }

  /** Take the rows of a query, which does not hear that the connection is lost. */
  follow(query: MysqlRows, add: (row: MysqlRow) => void): void {
    this.#connection.on("error", this.#onLost);
    query.on("result", (row) => this.gather(() => add(row)));
    query.on("error", (error) => this.#finish(error));
    query.on("end", () => this.#finish(undefined));
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  async next(): Promise<T | undefined> {
    while (!this.#isFull && !this.#isOver) await this.#change();
    if (this.#error !== undefined) throw this.#error;
    const batch = this.#gathering.take();
    if (!this.#isOver) this.#connection.resume();
    return batch;
  }

  async drain(): Promise<void> {
    this.#isDraining = true;
    this.#gathering.clear();
    if (!this.#isOver) this.#connection.resume();
    while (!this.#isOver) await this.#change();
  }

  get #isFull(): boolean {
    return this.#error !== undefined || this.#gathering.isFull();
  }

  /** Take a row; with one that fills the batch the socket rests. */
  gather(take: () => void): void {
    if (this.#isDraining) return;
    try {
      take();
    } catch (error) {
      // Nobody could catch what is thrown to the driver.
      this.#error ??= error as Error;
    }
    if (!this.#isFull) return;
    this.#connection.pause();
    this.#wake();
  }

  #finish(error: Error | undefined): void {
    this.#connection.off("error", this.#onLost);
    this.#error ??= error;
    this.#isOver = true;
    this.#wake();
  }

  async #change(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}

function ignore(): void {}
