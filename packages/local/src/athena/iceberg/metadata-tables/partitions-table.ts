import { BIGINT, type SqlType } from "@cloudapi/athena/internal/analysis";
import type { DataFile, IcebergField, IcebergValue, LoadedTable } from "@cloudapi/iceberg";
import {
  compareValues,
  currentSchema,
  parsePrimitive,
  specOf,
  valueOfBytes,
} from "@cloudapi/iceberg/internal";
import type { TableColumn } from "../../catalog/lookup.ts";
import { sqlType } from "../column-type.ts";
import { literal } from "../literal.ts";
import { number, row, rowType } from "./constants.ts";
import type { MetadataTable } from "./metadata-table.ts";
import { partitionColumn, partitionValues } from "./partition-fields.ts";
import { snapshotEntries } from "./snapshot-entries.ts";

/** `$partitions`: what the data files of each partition have, together. */
export const partitionsTable: MetadataTable = {
  columns: ({ metadata }) => [
    ...partitionColumn(metadata),
    { name: "record_count", type: BIGINT },
    { name: "file_count", type: BIGINT },
    { name: "total_size", type: BIGINT },
    ...dataColumn(metadata),
  ],
  async rows(source, signal) {
    const { metadata } = source.table;
    const partitionOf = partitionValues(metadata);
    const columns = shownColumns(metadata);
    const entries = await snapshotEntries(source, signal);
    const files = entries.map(({ file }) => file).filter(({ content }) => content === "data");
    // The same values under another spec are another partition.
    const groups = Map.groupBy(files, (file) => `${file.specId} ${partitionOf(file).join()}`);
    return [...groups.values()].map((group) => {
      const sum = (of: (file: DataFile) => number) =>
        group.reduce((all, each) => all + of(each), 0);
      const [first] = group;
      return [
        ...(first === undefined ? [] : partitionOf(first)),
        number(
          sum(({ rows }) => rows),
          BIGINT,
        ),
        number(group.length, BIGINT),
        number(
          sum(({ sizeBytes }) => sizeBytes),
          BIGINT,
        ),
        ...(columns.length === 0 ? [] : [row(columns.map((column) => statistics(column, group)))]),
      ];
    });
  },
};

type Primitive = IcebergField & { readonly type: string };

/** Columns without others inside whose values the partition doesn't have as they are. */
function shownColumns(metadata: LoadedTable["metadata"]): Primitive[] {
  const identity = specOf(metadata, metadata["default-spec-id"])
    .fields.filter(({ transform }) => transform === "identity")
    .map((field) => field["source-id"]);
  return currentSchema(metadata).fields.filter(
    (field): field is Primitive => typeof field.type === "string" && !identity.includes(field.id),
  );
}

function dataColumn(metadata: LoadedTable["metadata"]): TableColumn[] {
  const shown = shownColumns(metadata);
  if (shown.length === 0) return [];
  const fields = shown.map(({ name, type }) => {
    const value = sqlType(type) ?? { kind: "unknown" };
    return { name: name.toLowerCase(), type: statisticsType(value) };
  });
  const refused = shown.find(({ type }) => sqlType(type) === undefined)?.type;
  return [{ name: "data", type: { kind: "row", fields }, refused }];
}

function statisticsType(value: SqlType): SqlType {
  return rowType({ min: value, max: value, null_count: BIGINT, nan_count: BIGINT });
}

/** The least and greatest value in files, and how many are null or not a number; null for what a file doesn't say. */
function statistics({ id, type }: Primitive, files: readonly DataFile[]): string {
  // In a file of nulls there is no least value.
  const valued = files.filter((file) => file.nullCounts?.get(id) !== file.rows);
  const extreme = (side: "lowerBounds" | "upperBounds", sign: 1 | -1) => {
    const values = valued.map((file) => boundOf(type, file[side]?.get(id)));
    const known = values.filter((value) => value !== undefined);
    if (known.length < values.length || known.length === 0) return literal(type, null);
    return literal(
      type,
      known.reduce((a, b) => (compareValues(b, a) * sign < 0 ? b : a)),
    );
  };
  const sum = (counts: "nullCounts" | "nanCounts") => {
    const all = files.map((file) => file[counts]?.get(id));
    const known = all.filter((count) => count !== undefined);
    return number(known.length === 0 ? undefined : known.reduce((a, b) => a + b, 0), BIGINT);
  };
  return row([
    extreme("lowerBounds", 1),
    extreme("upperBounds", -1),
    sum("nullCounts"),
    sum("nanCounts"),
  ]);
}

function boundOf(type: string, bytes: Uint8Array | undefined): IcebergValue | undefined {
  const primitive = parsePrimitive(type);
  return primitive && bytes && valueOfBytes(primitive, bytes);
}
