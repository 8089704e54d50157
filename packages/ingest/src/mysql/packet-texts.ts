import { isUtf8 } from "node:buffer";
import type { TextRows } from "../source/text-rows.ts";
import type { SqlColumn } from "../sql/sql-column.ts";
import { TextRowBuffer } from "../texts/text-row-buffer.ts";
import type { MysqlPacket, MysqlRows } from "./mysql-pool.ts";

/** What a length says in place of a length: nothing, or that it is in so many bytes behind. */
const [NULL, TWO, THREE] = [0xfb, 0xfc, 0xfd] as const;
/** Room behind a batch for the row that fills it. */
const SLACK_BYTES = 32 * 1024;
/** Memory that a large row took is given back when it is so many times what a batch needs. */
const FEW_TIMES = 4;
const EIGHT_BYTES = 8;

/**
 * Gathers the values of rows as they lie in the server's packets.
 *
 * Source: MySQL documentation, Client/Server Protocol, "Text Resultset Row".
 */
export class PacketTexts {
  readonly #batchBytes: number;
  /** Columns of bytes that need not be text. */
  readonly #isRaw: readonly boolean[];
  #rows: TextRowBuffer;
  /** The rows that were handed out last. */
  #spare: TextRowBuffer;
  #end = 0;

  constructor({
    columns,
    batchBytes,
  }: {
    readonly columns: readonly SqlColumn[];
    readonly batchBytes: number;
  }) {
    this.#batchBytes = batchBytes;
    this.#isRaw = columns.map(({ type }) => type.isBytes === true);
    this.#rows = this.#open(new TextRowBuffer(columns.length));
    this.#spare = this.#open(new TextRowBuffer(columns.length));
  }

  /** Look at the rows of a query before the driver does, which then sees but its end. */
  attach(query: MysqlRows, gather: (take: () => void) => void): void {
    const { row: driverRow } = query;
    if (typeof driverRow !== "function") return;
    const onRow: NonNullable<MysqlRows["row"]> = (packet, connection) => {
      if (packet.isEOF()) return driverRow.call(query, packet, connection);
      gather(() => this.#add(packet));
      return onRow;
    };
    query.row = onRow;
  }

  isFull(): boolean {
    return this.#end >= this.#batchBytes;
  }

  take(): TextRows | undefined {
    const rows = this.#rows;
    if (rows.size === 0) return undefined;
    rows.isUtf8 = this.#areTexts(rows);
    this.#rows = this.#open(this.#spare);
    this.#spare = rows;
    this.#end = 0;
    return rows;
  }

  clear(): void {
    this.#rows = this.#open(this.#rows);
    this.#end = 0;
  }

  #open(rows: TextRowBuffer): TextRowBuffer {
    const wanted = this.#batchBytes + SLACK_BYTES;
    const isFit = rows.bytes.length >= wanted && rows.bytes.length <= FEW_TIMES * wanted;
    rows.open(isFit ? rows.bytes : Buffer.allocUnsafeSlow(wanted), true);
    return rows;
  }

  /** Copy a row, and put zeros in place of its lengths, so that nothing but text is left. */
  #add({ buffer, offset, end }: MysqlPacket): void {
    const rows = this.#rows;
    const start = this.#end;
    const stop = start + end - offset;
    // With the byte behind the last value.
    this.#makeRoom(end - offset + 1);
    buffer.copy(rows.bytes, start, offset, end);
    const first = rows.begin();
    const last = first + rows.width;
    const { bytes, starts, ends } = rows;
    let to = start;
    for (let at = first; at < last; at++) {
      let length = bytes[to] as number;
      bytes[to++] = 0;
      if (length === NULL) {
        starts[at] = -1;
        continue;
      }
      if (length > NULL) {
        const size = length === TWO ? 2 : length === THREE ? 3 : EIGHT_BYTES;
        length = lengthAt(bytes, to, size);
        bytes.fill(0, to, to + size);
        to += size;
      }
      starts[at] = to;
      to += length;
      ends[at] = to;
    }
    if (to !== stop) throw new Error("A row's packet doesn't hold its columns, and nothing else.");
    rows.keep(start, stop);
    this.#end = stop;
  }

  /** Whether the values that have to be text are in UTF-8. */
  #areTexts(rows: TextRowBuffer): boolean {
    const { bytes, starts, ends, width, size } = rows;
    if (isUtf8(bytes.subarray(0, this.#end))) return true;
    if (!this.#isRaw.includes(true)) return false;
    for (let at = 0; at < size * width; at++) {
      const start = starts[at] as number;
      const isText = this.#isRaw[at % width] === false && start >= 0;
      if (isText && !isUtf8(bytes.subarray(start, ends[at]))) return false;
    }
    return true;
  }

  #makeRoom(count: number): void {
    const { bytes } = this.#rows;
    const needed = this.#end + count;
    if (needed <= bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, bytes.length * 2));
    bytes.copy(grown, 0, 0, this.#end);
    this.#rows.bytes = grown;
  }
}

function lengthAt(bytes: Buffer, start: number, size: number): number {
  return size === EIGHT_BYTES
    ? Number(bytes.readBigUInt64LE(start))
    : bytes.readUIntLE(start, size);
}
