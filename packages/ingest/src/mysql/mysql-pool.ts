import type { WireRow } from "../sql/row-batch.ts";

/** What is used of a pool of mysql2. */
export interface MysqlPool {
  getConnection(callback: (error: Error | null, connection: MysqlConnection) => void): void;
}

/** A pool of mysql2/promise, which has one of mysql2 inside. */
export interface MysqlPromisePool {
  readonly pool: MysqlPool;
}

/** What is used of a connection of that pool. */
export interface MysqlConnection {
  query(query: MysqlQuery): MysqlRows;
  query(query: MysqlQuery, callback: (error: Error | null, rows: unknown) => void): unknown;
  /** No more rows are read from the socket, until `resume`. */
  pause(): void;
  resume(): void;
  release(): void;
  destroy(): void;
  /** That the connection is lost is told to it, and not to a query whose rows are on their way. */
  on(event: "error", listener: (error: Error) => void): unknown;
  off(event: "error", listener: (error: Error) => void): unknown;
}

/** A query whose rows are arrays. */
export interface MysqlQuery {
  readonly sql: string;
  readonly rowsAsArray: true;
  readonly typeCast: (field: MysqlField) => string | Uint8Array | null;
}

/** A value as it lies in a packet. */
export interface MysqlField {
  readonly name: string;
  string(encoding?: string): string | null;
  buffer(): Uint8Array | null;
}

/** What the server sends of a row, in its text protocol. */
export interface MysqlPacket {
  readonly buffer: Buffer;
  /** Where its values begin and end. */
  readonly offset: number;
  readonly end: number;
  /** Whether it is no row, but the end of them. */
  isEOF(): boolean;
}

/** The rows of a query as they come. */
export interface MysqlRows {
  /** What mysql2 calls with the first row's packet; what it gives is called with the next. */
  row?: (packet: MysqlPacket, connection: unknown) => unknown;
  on(event: "result", listener: (row: MysqlRow) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "end", listener: () => void): unknown;
}

/** Values of a row: text, bytes for columns that are asked for as bytes, or nothing. */
export type MysqlRow = WireRow;

/** A connection of a pool. */
export async function connectionOf(pool: MysqlPool): Promise<MysqlConnection> {
  const { promise, resolve, reject } = Promise.withResolvers<MysqlConnection>();
  pool.getConnection((error, given) => {
    if (error === null || error === undefined) resolve(given);
    else reject(error);
  });
  return promise;
}

/** The rows of an answer, as text. */
export async function ask(connection: MysqlConnection, sql: string): Promise<readonly MysqlRow[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly MysqlRow[]>();
  connection.query({ sql, rowsAsArray: true, typeCast: asText }, (error, rows) => {
    if (error === null) resolve(Array.isArray(rows) ? (rows as MysqlRow[]) : []);
    else reject(error);
  });
  return promise;
}

/** The text of a value, whatever the pool makes of types. */
function asText(field: MysqlField): string | null {
  return field.string("utf8");
}
