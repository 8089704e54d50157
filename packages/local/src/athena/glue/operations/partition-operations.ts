import { describePartition } from "../describe-table.ts";
import { partitionFilter } from "../expression/partition-filter.ts";
import { findPartition, findTable } from "../find.ts";
import { invalidInput } from "../glue-error.ts";
import { type GlueContext, type Operation, type Output, operation } from "../operation.ts";
import { pageOf } from "../page-of.ts";
import { createPartition, dropPartition, updatePartition } from "../put-partition.ts";
import { nameText, partitionInput, partitionValues } from "../shapes/members.ts";
import { flag, integer, structure, text } from "../shapes/shape.ts";
import { segmentOf } from "./segment-of.ts";

const TABLE = { DatabaseName: nameText, TableName: nameText };

const SEGMENT = structure(
  "Segment",
  { SegmentNumber: integer({ min: 0 }), TotalSegments: integer({ min: 1, max: 10 }) },
  {},
);

/** What Glue has of single partitions, and of those that an expression is true of. */
export const PARTITION_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreatePartition: operation(
    "CreatePartition",
    { required: { ...TABLE, PartitionInput: partitionInput } },
    ({ DatabaseName, TableName, PartitionInput }, context) => {
      createPartition(findTable(DatabaseName, TableName, context), PartitionInput, context);
      return {};
    },
  ),
  GetPartition: operation(
    "GetPartition",
    { required: { ...TABLE, PartitionValues: partitionValues } },
    ({ DatabaseName, TableName, PartitionValues }, context) => {
      const entry = findTable(DatabaseName, TableName, context);
      const partition = findPartition(entry, PartitionValues, context);
      return { Partition: describePartition(entry, partition, context) };
    },
  ),
  GetPartitions: operation(
    "GetPartitions",
    {
      required: TABLE,
      optional: {
        Expression: text({ max: 2048, holds: "lines" }),
        NextToken: text({ holds: "any" }),
        MaxResults: integer({ min: 1, max: 1000 }),
        Segment: SEGMENT,
        ExcludeColumnSchema: flag,
      },
    },
    getPartitions,
  ),
  UpdatePartition: operation(
    "UpdatePartition",
    {
      required: { ...TABLE, PartitionValueList: partitionValues, PartitionInput: partitionInput },
    },
    ({ DatabaseName, TableName, PartitionValueList, PartitionInput }, context) => {
      const entry = findTable(DatabaseName, TableName, context);
      updatePartition(entry, { values: PartitionValueList, input: PartitionInput }, context);
      return {};
    },
  ),
  DeletePartition: operation(
    "DeletePartition",
    { required: { ...TABLE, PartitionValues: partitionValues } },
    ({ DatabaseName, TableName, PartitionValues }, context) => {
      dropPartition(findTable(DatabaseName, TableName, context), PartitionValues, context);
      return {};
    },
  ),
};

interface GetPartitionsInput {
  readonly DatabaseName: string;
  readonly TableName: string;
  readonly Expression?: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
  readonly Segment?: { readonly SegmentNumber: number; readonly TotalSegments: number };
  readonly ExcludeColumnSchema?: boolean;
}

function getPartitions(input: GetPartitionsInput, context: GlueContext): Output {
  const { DatabaseName, TableName, Expression, Segment, ExcludeColumnSchema = false } = input;
  const entry = findTable(DatabaseName, TableName, context);
  if (Segment !== undefined && Segment.SegmentNumber >= Segment.TotalSegments)
    throw invalidInput(
      `The segment ${Segment.SegmentNumber} is not one of ${Segment.TotalSegments}, which are counted from 0.`,
    );
  const isWanted = partitionFilter(Expression, entry.definition.PartitionKeys ?? []);
  const partitions = context.catalog
    .partitions(entry.relation)
    .map((partition) => ({ partition, key: JSON.stringify(partition.values) }))
    .filter(
      ({ key }) =>
        Segment === undefined || segmentOf(key, Segment.TotalSegments) === Segment.SegmentNumber,
    )
    .filter(({ partition }) => isWanted(partition.values))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const { database, name } = entry.relation;
  const { items, next } = pageOf(partitions, ({ key }) => key, {
    ...input,
    list: `partitions of ${database}.${name}`,
    size: 1000,
  });
  const how = { ...context, withoutColumns: ExcludeColumnSchema };
  return {
    Partitions: items.map(({ partition }) => describePartition(entry, partition, how)),
    ...next,
  };
}
