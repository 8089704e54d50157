/** Rows as the server's texts, where they lie in bytes. Valid until the next are asked for; who reads them may write over them, and over the byte behind each. */
export interface TextRows {
  readonly bytes: Buffer;
  /** Whether all texts are UTF-8: a database without an encoding has whatever bytes it was given. */
  readonly isUtf8: boolean;
  /** Where a value begins, by row and column; -1 for null. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Where rows begin and end. */
  readonly rowStarts: Int32Array;
  readonly rowEnds: Int32Array;
  /** How many columns there are. */
  readonly width: number;
  /** How many rows there are. */
  readonly size: number;
}

/** The values of a row: bytes of the columns that `isRaw` says, texts of others, or nothing. */
export function valuesOf(
  rows: TextRows,
  row: number,
  isRaw: readonly boolean[],
): (string | Uint8Array | null)[] {
  const { bytes, starts, ends, width } = rows;
  return Array.from({ length: width }, (_, column) => {
    const start = starts[row * width + column] as number;
    const end = ends[row * width + column] as number;
    if (start < 0) return null;
    return isRaw[column] === true
      ? Buffer.from(bytes.subarray(start, end))
      : bytes.toString("utf8", start, end);
  });
}
