import type { Column, Table } from "@aws-sdk/client-glue";
import { TableError } from "../table-error.ts";
import { kindOf } from "./described-table.ts";

/** The values of a partition, by the names of the partition columns. */
export type PartitionValues = Readonly<Record<string, string | number | bigint>>;

/** A table's partition columns in their order, as requests need them. */
export interface PartitionKeys {
  readonly names: readonly string[];
  /** The texts of a partition's values. */
  texts(values: PartitionValues): string[];
  /** The values of a partition that the catalog gave. */
  values(texts: readonly string[]): Readonly<Record<string, string>>;
}

/** @throws {TableError} `NOT_THE_TABLE` for a table that has no partitions in the catalog */
export function partitionKeys(what: string, title: string, table: Table): PartitionKeys {
  const names = (table.PartitionKeys ?? []).map(({ Name = "" }: Column) => Name);
  const reason = withoutPartitions(names, table);
  if (reason !== undefined)
    throw new TableError("NOT_THE_TABLE", `${title} ${reason}`, { table: title });
  return {
    names,
    texts(values) {
      const given = Object.keys(values);
      const isWhole =
        given.length === names.length && names.every((name) => Object.hasOwn(values, name));
      if (!isWhole)
        throw new TypeError(
          `${what}: values must be of the partition columns ${names.join(", ")}, not of ${given.join(", ") || "none"}.`,
        );
      return names.map((name) => partitionText(what, name, values[name]));
    },
    values: (texts) =>
      Object.freeze(Object.fromEntries(names.map((name, i) => [name, texts[i] ?? ""]))),
  };
}

function withoutPartitions(names: readonly string[], table: Table): string | undefined {
  if (kindOf(table) === "iceberg")
    return "is an Iceberg table, whose partitions are in its own metadata, not in the catalog.";
  if (names.length === 0) return "is not partitioned.";
  return undefined;
}

/** A partition's value as its text. */
export function partitionText(what: string, name: string, value: unknown): string {
  if (typeof value === "string" && value !== "" && value.length <= 1024) return value;
  if (typeof value === "bigint" || Number.isSafeInteger(value)) return String(value);
  throw new TypeError(
    `${what}: the value of ${name} must be a text of 1 to 1,024 characters or a whole number, not ${JSON.stringify(value) ?? "undefined"}.`,
  );
}
