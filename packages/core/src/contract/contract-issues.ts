import type * as z from "zod";
import { timeColumns } from "../partition/partition-columns.ts";
import { partitionIssues } from "../partition/partition-issues.ts";
import { partitionOf } from "../partition/partition-of.ts";
import { isInPartitionRange } from "../partition/partition-path.ts";
import type { Partition } from "../partition/partition-rule.ts";
import { partitionFaults } from "../partition/partition-value.ts";
import { typeOfSchema } from "../types/nested-type.ts";
import { unwrapSchema } from "../types/unwrap-schema.ts";
import { eventTimeOf } from "../values/event-time.ts";
import { aliasIssues } from "./alias/alias-issues.ts";
import type { Column } from "./column.ts";
import { columnsOfSchema } from "./columns-of-schema.ts";
import type { ContractIssue } from "./contract-error.ts";
import type { DatasetInput } from "./dataset.ts";
import { fieldIssues } from "./field-issues.ts";
import { objectIssues } from "./object-issues.ts";
import { runSchema } from "./run-schema.ts";

/** Everything that is wrong with a contract. */
export function contractIssues(input: DatasetInput<z.core.$ZodObject>): ContractIssue[] {
  const issues = [...nameIssues(input.name), ...objectIssues(input.schema)];
  if (issues.length > 0) return issues;
  const fields = fieldIssues(input.schema);
  // Types are asked for only where nothing is inside itself.
  const columns =
    fields.length > 0 ? columnsOfSchema(input.schema) : columnsOfSchema(input.schema, typeOfSchema);
  const alias = fields.length > 0 ? [] : aliasIssues(input.alias, columns);
  return [...fields, ...alias, ...layoutIssues(input, columns)];
}

function nameIssues(name: unknown): ContractIssue[] {
  if (typeof name === "string" && /^[a-z0-9_]{1,255}$/.test(name)) return [];
  return [
    {
      field: undefined,
      message:
        "name must be 1 to 255 lower-case letters, digits and underscores, as Athena's table names are",
    },
  ];
}

function layoutIssues(
  input: DatasetInput<z.core.$ZodObject>,
  columns: readonly Column[],
): ContractIssue[] {
  const issues: ContractIssue[] = [];
  const column = eventTimeColumn(input, columns, issues);
  if (input.partition === undefined) return issues;
  const own = partitionIssues(input.partition);
  if (own.length > 0) return [...issues, ...own.map((message) => ({ field: undefined, message }))];
  const partition = partitionOf(input, columns, issues) as Partition;
  if (input.eventTime === undefined && partition.granularity !== undefined) {
    issues.push({
      field: undefined,
      message: "partition needs eventTime: the column whose time decides the partition",
    });
  }
  if (column?.type.kind === "date" && partition.granularity === "hour") {
    issues.push({
      field: column.name,
      message: "a date has no hour to partition by; use granularity day or month",
    });
  }
  issues.push(...clashes(columns, partition), ...defaultIssues(input, columns, partition));
  return issues;
}

function eventTimeColumn(
  { eventTime }: DatasetInput<z.core.$ZodObject>,
  columns: readonly Column[],
  issues: ContractIssue[],
): Column | undefined {
  if (eventTime === undefined) return undefined;
  if (typeof (eventTime as unknown) !== "string") {
    issues.push({ field: undefined, message: "eventTime must be the name of a column" });
    return undefined;
  }
  const column = columns.find(({ name }) => name === eventTime);
  if (column === undefined) {
    issues.push({
      field: eventTime,
      message: `eventTime does not name a column${eventTime.includes(".") ? ", and a value inside one can't be it" : ""}; columns: ${columns.map((each) => each.name).join(", ")}`,
    });
  } else if ((column.type.kind !== "timestamp" && column.type.kind !== "date") || column.nullable) {
    issues.push({
      field: eventTime,
      message: "eventTime must be a required z.iso.datetime({ offset: true }) or z.iso.date()",
    });
  }
  return column;
}

/** A row without a value that decides its partition has the default: that one has to be in a partition, too. */
function defaultIssues(
  input: DatasetInput<z.core.$ZodObject>,
  columns: readonly Column[],
  partition: Partition,
): ContractIssue[] {
  return [...keyDefaultIssues(input, partition), ...timeDefaultIssues(input, columns, partition)];
}

function keyDefaultIssues(
  { schema }: DatasetInput<z.core.$ZodObject>,
  { by = [], ...rule }: Partition,
): ContractIssue[] {
  return by.flatMap((key) => {
    const field = schema._zod.def.shape[key.column] as z.core.$ZodType;
    if (unwrapSchema(field).defaultValue === undefined) return [];
    const row = { [key.column]: runSchema(field, undefined)?.value };
    return partitionFaults({ ...rule, by: [key] }, row).map(({ column, refusal }) => ({
      field: column,
      message: `its default can't be partitioned by: expected ${refusal.expected}${refusal.hint === undefined ? "" : `; ${refusal.hint}`}`,
    }));
  });
}

function timeDefaultIssues(
  { schema, eventTime }: DatasetInput<z.core.$ZodObject>,
  columns: readonly Column[],
  partition: Partition,
): ContractIssue[] {
  const epochMs = eventTimeOf({ schema, columns, eventTime }, {});
  if (epochMs === undefined || isInPartitionRange(partition, epochMs)) return [];
  const { from, to } = partition.range;
  return [{ field: eventTime, message: `its default is outside the range ${from} to ${to}` }];
}

/** Partition columns live beside the file's columns, so no name may be in both. */
function clashes(columns: readonly Column[], rule: Partition): ContractIssue[] {
  const names = new Set(timeColumns(rule).map(({ name }) => name));
  return columns
    .filter(({ name }) => names.has(name.toLowerCase()))
    .map(({ name }) => ({
      field: name,
      message: `the layout "${rule.layout}" has a partition column of this name; rename the field or choose another layout`,
    }));
}
