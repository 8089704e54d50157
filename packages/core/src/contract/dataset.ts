import type * as z from "zod";
import { withKit } from "../nested/kit-of-dataset.ts";
import type { NestedKit } from "../nested/nested-kit.ts";
import {
  completePartition,
  type Partition,
  type PartitionInput,
} from "../partition/partition-rule.ts";
import type { Alias, AliasInput } from "./alias/alias.ts";
import type { SourceNames } from "./alias/source-names.ts";
import type { Column } from "./column.ts";
import { contractHash } from "./contract-hash.ts";

/** What `defineDataset` takes. */
export interface DatasetInput<S extends z.core.$ZodObject> {
  /** The table's name: lower-case letters, digits and underscores, at most 255. */
  readonly name: string;
  /** `z.object()` drops unknown fields, `z.strictObject()` rejects records that have them. */
  readonly schema: S;
  /** The column that says when the row happened: a required timestamp, or a required date. */
  readonly eventTime?: keyof z.output<S> & string;
  /** How rows are laid out by columns and event time; without it the dataset is one folder. */
  readonly partition?: PartitionInput<keyof z.output<S> & string>;
  /** Names that columns have in sources, beside their own; a name with points is also a path into the record. */
  readonly alias?: AliasInput<S> | undefined;
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
  /** Names that columns have in sources, beside their own. */
  readonly alias: Alias;
  /** What readers make of the aliases; `undefined` without any. */
  readonly sourceNames: SourceNames | undefined;
  /** Changes when columns or partition rule change; travels with the data. */
  readonly contractHash: string;
}

/** The type of a dataset's validated row. */
export type Row<D extends { readonly schema: z.core.$ZodType }> = z.output<D["schema"]>;

const NO_ALIAS: Alias = Object.freeze({});

/** What is known of a schema beside itself. */
interface DatasetParts extends Partial<Pick<Dataset, "partition" | "alias" | "sourceNames">> {
  /** The columns of the schema, which a small bundle has no need to derive. */
  readonly columns: readonly Column[];
  /** What reads columns that have others inside. */
  readonly kit?: NestedKit;
}

/**
 * The dataset of an input that has no issues, frozen: what `defineDataset` gives when it has refused nothing.
 *
 * @param parts its columns, and what only some schemas need: a rule that has columns, and names in sources
 */
export function datasetOf<const S extends z.core.$ZodObject>(
  input: DatasetInput<S>,
  parts: DatasetParts,
): Dataset<S> {
  const { name, schema, eventTime } = input;
  const {
    columns,
    partition = input.partition && completePartition(input.partition),
    alias = NO_ALIAS,
    sourceNames,
    kit,
  } = parts;
  const contract = { columns, eventTime, partition };
  const dataset = {
    name,
    schema,
    ...contract,
    alias,
    sourceNames,
    strict: schema._zod.def.catchall !== undefined,
    contractHash: contractHash(contract),
  };
  return Object.freeze(kit === undefined ? dataset : withKit(dataset, kit));
}
