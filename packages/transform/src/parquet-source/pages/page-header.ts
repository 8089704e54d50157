import type { Cursor } from "./cursor.ts";
import { readStruct, structBytes, type ThriftStruct } from "./thrift.ts";

export type PageKind = "data" | "dictionary" | "data2" | "index";

/** What a page says of itself, with every number checked to be one. */
export interface PageHeader {
  readonly kind: PageKind;
  readonly size: number;
  readonly storedSize: number;
  readonly crc: number | undefined;
  readonly count: number;
  /** By its number in the format. */
  readonly encoding: number;
  /** How levels are encoded; those of the second version in one way only. */
  readonly levelEncodings: readonly number[];
  readonly nulls: number;
  readonly rows: number;
  readonly definitionBytes: number;
  readonly repetitionBytes: number;
  readonly isCompressed: boolean;
}

const KINDS: readonly PageKind[] = ["data", "index", "dictionary", "data2"];
const DETAILS: Record<PageKind, number> = { data: 5, index: 6, dictionary: 7, data2: 8 };
const RLE = 3;

export function readPageHeader(cursor: Cursor): PageHeader {
  const fields = readStruct(cursor);
  const kind = KINDS[numberOf(fields, 1)];
  if (kind === undefined) throw new RangeError("a page is of no known kind");
  const found = fields.get(DETAILS[kind]);
  const details: ThriftStruct = typeof found === "object" ? found : new Map();
  const crc = fields.get(4);
  const isSecond = kind === "data2";
  return {
    kind,
    size: numberOf(fields, 2),
    storedSize: numberOf(fields, 3),
    crc: typeof crc === "number" ? crc >>> 0 : undefined,
    count: kind === "index" ? 0 : numberOf(details, 1),
    encoding: kind === "index" ? 0 : numberOf(details, isSecond ? 4 : 2),
    levelEncodings: kind === "data" ? [numberOf(details, 3), numberOf(details, 4)] : [],
    nulls: isSecond ? numberOf(details, 2) : 0,
    rows: isSecond ? numberOf(details, 3) : 0,
    definitionBytes: isSecond ? numberOf(details, 5) : 0,
    repetitionBytes: isSecond ? numberOf(details, 6) : 0,
    isCompressed: details.get(7) !== false || !isSecond,
  };
}

function numberOf(fields: ThriftStruct, id: number): number {
  const value = fields.get(id);
  if (typeof value === "number" && value >= 0 && value <= 0x7fff_ffff) return value;
  throw new RangeError(
    `a page header has ${value === undefined ? "no" : "an impossible"} field ${id}`,
  );
}

/** The header of the same page when it is not compressed. */
export function plainHeader(header: PageHeader): Uint8Array {
  const { kind, size, count, encoding } = header;
  const details = new Map<number, number | boolean>([[1, count]]);
  if (kind === "data2") {
    details.set(2, header.nulls).set(3, header.rows).set(4, encoding);
    details.set(5, header.definitionBytes).set(6, header.repetitionBytes).set(7, false);
  } else {
    details.set(2, encoding);
    if (kind === "data") details.set(3, RLE).set(4, RLE);
  }
  const fields = new Map<number, number | ThriftStruct>([
    [1, KINDS.indexOf(kind)],
    [2, size],
    [3, size],
    [DETAILS[kind], details],
  ]);
  return Uint8Array.from(structBytes(fields));
}
