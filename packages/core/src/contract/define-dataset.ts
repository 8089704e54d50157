import type * as z from "zod";
import { refuseUnknownOptions } from "../errors/refuse-unknown-options.ts";
import { columnsOfRule } from "../partition/partition-columns.ts";
import { isInPartitionRange } from "../partition/partition-path.ts";
import { type Partition, type PartitionInput, readPartition } from "../partition/partition-rule.ts";
import { eventTimeOf } from "../values/event-time.ts";
import type { Column } from "./column.ts";
import { columnsOfSchema } from "./columns-of-schema.ts";
import { ContractError, type ContractFault } from "./contract-error.ts";
import { contractHash } from "./contract-hash.ts";
import { objectFaults } from "./object-faults.ts";

/** What `defineDataset` takes. */
export interface DatasetInput<S extends z.core.$ZodObject> {
  /** The table's name: lower-case letters, digits and underscores, at most 255. */
  readonly name: string;
  /** `z.object()` drops unknown fields, `z.strictObject()` rejects records that have them. */
  readonly schema: S;
  /** The column that says when the row happened: a required timestamp, or a required date. */
  readonly eventTime?: keyof z.output<S> & string;
  /** How rows are laid out by event time; without it the dataset is one folder. */
  readonly partition?: PartitionInput;
}

/** A dataset contract: the one value that validator, Parquet, keys and DDL are derived from. */
export interface Dataset<S extends z.core.$ZodObject = z.core.$ZodObject> {
  readonly name: string;
  readonly schema: S;
  readonly columns: readonly Column[];
  readonly eventTime: string | undefined;
  readonly partition: Partition | undefined;
  /** Whether a record with an unknown field is rejected. */
  readonly strict: boolean;
  /** Changes when columns or partition rule change; travels with the data. */
  readonly contractHash: string;
}

/** The type of a dataset's validated row. */
export type Row<D extends { readonly schema: z.core.$ZodType }> = z.output<D["schema"]>;

/**
 * Define a dataset contract from a zod object schema.
 *
 * Each field becomes one column by the type law; a zod type without a row in it is refused here, by
 * field name, with what to use instead. The result is frozen.
 *
 * @throws {ContractError} `INVALID_CONTRACT` with every fault found
 *
 * @example
 * ```ts
 * import { defineDataset } from "@cloudapi/core";
 * import * as z from "zod";
 *
 * const orders = defineDataset({
 *   name: "orders",
 *   schema: z.object({ placed_at: z.iso.datetime({ offset: true }), quantity: z.int32().min(1) }),
 *   eventTime: "placed_at",
 *   partition: { granularity: "day", layout: "hive" },
 * });
 * console.log(orders.columns[1]); // => { name: "quantity", type: { kind: "int32" }, nullable: false }
 * ```
 */
export function defineDataset<const S extends z.core.$ZodObject>(
  input: DatasetInput<S>,
): Dataset<S> {
  refuseUnknownOptions("defineDataset", input, ["name", "schema", "eventTime", "partition"]);
  const faults: ContractFault[] = [...nameFaults(input.name), ...objectFaults(input.schema)];
  if (faults.length > 0) throw new ContractError(String(input.name), faults);
  const columns = columnsOfSchema(input.schema, faults);
  const partition = partitionOf(input, columns, faults);
  if (faults.length > 0) throw new ContractError(input.name, faults);
  const contract = { columns, eventTime: input.eventTime, partition };
  return Object.freeze({
    name: input.name,
    schema: input.schema,
    ...contract,
    strict: input.schema._zod.def.catchall !== undefined,
    contractHash: contractHash(contract),
  });
}

function nameFaults(name: unknown): ContractFault[] {
  if (typeof name === "string" && /^[a-z0-9_]{1,255}$/.test(name)) return [];
  return [
    {
      field: undefined,
      message:
        "name must be 1 to 255 lower-case letters, digits and underscores, as Athena's table names are",
    },
  ];
}

function partitionOf(
  input: DatasetInput<z.core.$ZodObject>,
  columns: readonly Column[],
  faults: ContractFault[],
): Partition | undefined {
  const column = eventTimeColumn(input, columns, faults);
  if (input.partition === undefined) return undefined;
  const partition = readPartition(input.partition);
  if (Array.isArray(partition)) {
    faults.push(...partition.map((message) => ({ field: undefined, message })));
    return undefined;
  }
  if (input.eventTime === undefined) {
    faults.push({
      field: undefined,
      message: "partition needs eventTime: the column whose time decides the partition",
    });
  }
  if (column?.type.kind === "date" && partition.granularity === "hour") {
    faults.push({
      field: column.name,
      message: "a date has no hour to partition by; use granularity day or month",
    });
  }
  faults.push(...clashes(columns, partition), ...defaultFaults(input, columns, partition));
  return partition;
}

function eventTimeColumn(
  { eventTime }: DatasetInput<z.core.$ZodObject>,
  columns: readonly Column[],
  faults: ContractFault[],
): Column | undefined {
  if (eventTime === undefined) return undefined;
  const column = columns.find(({ name }) => name === eventTime);
  if (column === undefined) {
    faults.push({
      field: eventTime,
      message: `eventTime names no column; columns: ${columns.map((each) => each.name).join(", ")}`,
    });
  } else if ((column.type.kind !== "timestamp" && column.type.kind !== "date") || column.nullable) {
    faults.push({
      field: eventTime,
      message: "eventTime must be a required z.iso.datetime({ offset: true }) or z.iso.date()",
    });
  }
  return column;
}

/** A row without an event time has its default: that one has to be in a partition, too. */
function defaultFaults(
  { schema, eventTime }: DatasetInput<z.core.$ZodObject>,
  columns: readonly Column[],
  partition: Partition,
): ContractFault[] {
  const epochMs = eventTimeOf({ schema, columns, eventTime }, {});
  if (epochMs === undefined || isInPartitionRange(partition, epochMs)) return [];
  const { from, to } = partition.range;
  return [{ field: eventTime, message: `its default is outside the range ${from} to ${to}` }];
}

/** Partition columns live beside the file's columns, so no name may be in both. */
function clashes(columns: readonly Column[], rule: Partition): ContractFault[] {
  const names = new Set(columnsOfRule(rule.layout, rule.granularity).map(({ name }) => name));
  return columns
    .filter(({ name }) => names.has(name.toLowerCase()))
    .map(({ name }) => ({
      field: name,
      message: `the layout "${rule.layout}" has a partition column of this name; rename the field or choose another layout`,
    }));
}
