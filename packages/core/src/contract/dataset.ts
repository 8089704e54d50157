import type * as z from "zod";
import {
  completePartition,
  type Partition,
  type PartitionInput,
} from "../partition/partition-rule.ts";
import type { Column } from "./column.ts";
import { columnsOfSchema } from "./columns-of-schema.ts";
import { contractHash } from "./contract-hash.ts";

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

/** The dataset of an input that has no issues, frozen: what `defineDataset` gives when it has refused nothing. */
export function datasetOf<const S extends z.core.$ZodObject>(input: DatasetInput<S>): Dataset<S> {
  const { name, schema, eventTime } = input;
  const partition = input.partition && completePartition(input.partition);
  const contract = { columns: columnsOfSchema(schema), eventTime, partition };
  return Object.freeze({
    name,
    schema,
    ...contract,
    strict: schema._zod.def.catchall !== undefined,
    contractHash: contractHash(contract),
  });
}
