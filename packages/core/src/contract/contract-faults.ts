import type * as z from "zod";
import { columnsOfRule } from "../partition/partition-columns.ts";
import { partitionFaults } from "../partition/partition-faults.ts";
import { isInPartitionRange } from "../partition/partition-path.ts";
import { completePartition, type Partition } from "../partition/partition-rule.ts";
import { eventTimeOf } from "../values/event-time.ts";
import type { Column } from "./column.ts";
import { columnsOfSchema } from "./columns-of-schema.ts";
import type { ContractFault } from "./contract-error.ts";
import type { DatasetInput } from "./dataset.ts";
import { fieldFaults } from "./field-faults.ts";
import { objectFaults } from "./object-faults.ts";

/** Everything that is wrong with a contract. */
export function contractFaults(input: DatasetInput<z.core.$ZodObject>): ContractFault[] {
  const faults = [...nameFaults(input.name), ...objectFaults(input.schema)];
  if (faults.length > 0) return faults;
  const columns = columnsOfSchema(input.schema);
  return [...fieldFaults(input.schema), ...layoutFaults(input, columns)];
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

function layoutFaults(
  input: DatasetInput<z.core.$ZodObject>,
  columns: readonly Column[],
): ContractFault[] {
  const faults: ContractFault[] = [];
  const column = eventTimeColumn(input, columns, faults);
  if (input.partition === undefined) return faults;
  const own = partitionFaults(input.partition);
  if (own.length > 0) return [...faults, ...own.map((message) => ({ field: undefined, message }))];
  const partition = completePartition(input.partition);
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
  return faults;
}

function eventTimeColumn(
  { eventTime }: DatasetInput<z.core.$ZodObject>,
  columns: readonly Column[],
  faults: ContractFault[],
): Column | undefined {
  if (eventTime === undefined) return undefined;
  if (typeof (eventTime as unknown) !== "string") {
    faults.push({ field: undefined, message: "eventTime must be the name of a column" });
    return undefined;
  }
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
