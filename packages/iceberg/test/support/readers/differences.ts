import { decimalsAsDoubles } from "../../../../transform/test/support/read-nested.ts";
import { nullsAsEmpty } from "./canonical.ts";
import { firstDifference } from "./first-difference.ts";
import type { NamedReader } from "./readers.ts";
import type { Row, TableRead } from "./table-reader.ts";

/** A read, and the rows that it is to give. */
export interface Expected {
  readonly read: TableRead;
  readonly rows: readonly Row[];
}

/** What a reader gives otherwise than expected. */
export async function differences(
  reader: NamedReader,
  expected: readonly Expected[],
): Promise<unknown[]> {
  const found = await reader.read(expected.map(({ read }) => read));
  return expected.flatMap(({ read, rows }, i) => {
    const difference = firstDifference(
      [asCompared(reader, read, found[i] ?? [])],
      [asCompared(reader, read, reader.name === "icebird" ? asDoubles(read, rows) : rows)],
    );
    return difference === undefined ? [] : [{ read: i, where: read.where, difference }];
  });
}

/** PyIceberg often makes no difference between null and an empty list or map, whoever wrote it. */
function asCompared(
  { name }: NamedReader,
  { columns }: TableRead,
  rows: readonly Row[],
): readonly Row[] {
  return name === "PyIceberg" ? rows.map((row) => nullsAsEmpty(columns, row)) : rows;
}

function asDoubles({ columns }: TableRead, rows: readonly Row[]): Row[] {
  return decimalsAsDoubles({ columns, rows }) as Row[];
}
