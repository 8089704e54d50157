import { describePartition } from "../describe-table.ts";
import { checkValues, findTable } from "../find.ts";
import { failuresOf } from "../glue-error.ts";
import { type Operation, operation } from "../operation.ts";
import { createPartition, dropPartition, updatePartition } from "../put-partition.ts";
import { nameText, partitionInput, partitionValues } from "../shapes/members.ts";
import { list, structure, whatever } from "../shapes/shape.ts";

const TABLE = { DatabaseName: nameText, TableName: nameText };
const VALUES = structure("PartitionValueList", { Values: partitionValues }, {});
const ENTRY = structure(
  "Entries",
  { PartitionValueList: partitionValues, PartitionInput: partitionInput },
  {},
);

/** What Glue has of many partitions at once: each for itself, and what could not be done is told. */
export const PARTITION_BATCHES: Readonly<Record<string, Operation>> = {
  BatchCreatePartition: operation(
    "BatchCreatePartition",
    { required: { ...TABLE, PartitionInputList: list(partitionInput, { max: 100 }) } },
    ({ DatabaseName, TableName, PartitionInputList }, context) => {
      const entry = findTable(DatabaseName, TableName, context);
      for (const { Values = [] } of PartitionInputList) checkValues(Values, entry);
      return {
        Errors: failuresOf(
          PartitionInputList,
          (input) => createPartition(entry, input, context),
          ({ Values }) => ({ PartitionValues: Values }),
        ),
      };
    },
  ),
  BatchGetPartition: operation(
    "BatchGetPartition",
    {
      required: { ...TABLE, PartitionsToGet: list(VALUES, { max: 1000 }) },
      optional: { QuerySessionContext: whatever },
    },
    ({ DatabaseName, TableName, PartitionsToGet }, context) => {
      const entry = findTable(DatabaseName, TableName, context);
      for (const { Values } of PartitionsToGet) checkValues(Values, entry);
      const found = PartitionsToGet.flatMap(
        ({ Values }) => context.catalog.partition(entry.relation, Values) ?? [],
      );
      return {
        Partitions: found.map((partition) => describePartition(entry, partition, context)),
        UnprocessedKeys: [],
      };
    },
  ),
  BatchDeletePartition: operation(
    "BatchDeletePartition",
    { required: { ...TABLE, PartitionsToDelete: list(VALUES, { max: 25 }) } },
    ({ DatabaseName, TableName, PartitionsToDelete }, context) => {
      const entry = findTable(DatabaseName, TableName, context);
      for (const { Values } of PartitionsToDelete) checkValues(Values, entry);
      return {
        Errors: failuresOf(
          PartitionsToDelete,
          ({ Values }) => dropPartition(entry, Values, context),
          ({ Values }) => ({ PartitionValues: Values }),
        ),
      };
    },
  ),
  BatchUpdatePartition: operation(
    "BatchUpdatePartition",
    { required: { ...TABLE, Entries: list(ENTRY, { min: 1, max: 100 }) } },
    ({ DatabaseName, TableName, Entries }, context) => {
      const entry = findTable(DatabaseName, TableName, context);
      for (const { PartitionValueList } of Entries) checkValues(PartitionValueList, entry);
      return {
        Errors: failuresOf(
          Entries,
          ({ PartitionValueList: values, PartitionInput: input }) =>
            updatePartition(entry, { values, input }, context),
          ({ PartitionValueList }) => ({ PartitionValueList }),
        ),
      };
    },
  ),
};
