import type * as z from "zod";
import { checkOptionNames } from "../errors/check-option-names.ts";
import { NESTED_KIT } from "../nested/nested-kit.ts";
import { partitionOf } from "../partition/partition-of.ts";
import { typeOfSchema } from "../types/nested-type.ts";
import { completeAlias } from "./alias/alias.ts";
import { sourceNames } from "./alias/source-names.ts";
import { columnsOfSchema } from "./columns-of-schema.ts";
import { ContractError } from "./contract-error.ts";
import { contractIssues } from "./contract-issues.ts";
import { type Dataset, type DatasetInput, datasetOf } from "./dataset.ts";

const KNOWN = ["name", "schema", "eventTime", "partition", "alias"] as const;

/**
 * Define a dataset contract from a zod object schema.
 *
 * Each field becomes one column by the type law; a zod type without a row in it is refused here, by
 * field name, with what to use instead. The result is frozen.
 *
 * @throws {ContractError} `INVALID_CONTRACT` with every issue found
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
  if ((input as unknown) === undefined)
    throw new TypeError(
      "defineDataset: pass { name, schema }, and { eventTime, partition } if rows have a time.",
    );
  checkOptionNames("defineDataset", input, KNOWN);
  const issues = contractIssues(input);
  if (issues.length > 0) throw new ContractError(String(input.name), issues);
  const columns = columnsOfSchema(input.schema, typeOfSchema);
  const alias = completeAlias(input.alias ?? {});
  return datasetOf(input, {
    kit: NESTED_KIT,
    columns,
    partition: partitionOf(input, columns),
    alias,
    sourceNames: sourceNames(columns, alias),
  });
}
