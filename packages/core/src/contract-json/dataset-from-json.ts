import * as z from "zod";
import { ContractError, type ContractIssue } from "../contract/contract-error.ts";
import type { Dataset, DatasetInput } from "../contract/dataset.ts";
import { defineDataset } from "../contract/define-dataset.ts";
import type { Partition, PartitionKey } from "../partition/partition-rule.ts";
import { CONTRACT_JSON_VERSION, type ContractJson } from "./contract-json.ts";
import { contractJsonSchema } from "./contract-json-schema.ts";
import { shapeOfFields } from "./schema-of-field.ts";
import { withUnsaid } from "./unsaid-check.ts";

/** Lists and objects inside one another that a contract's JSON may have; each level of nested types is two of them. */
const MAX_DEPTH = 200;

/**
 * A dataset from its JSON, as `datasetToJson` gives it (or the text of that): columns and hash are those of the contract
 * that it was made from, and so are the checks, but for those that are listed in `unsaid`.
 *
 * @throws {ContractError} `INVALID_CONTRACT` with every issue, when it is not the JSON of a contract, the contract can't be
 * defined, or its columns are not those of its `contractHash`
 *
 * @example
 * ```ts
 * import { apiLogs, datasetFromJson, datasetToJson } from "@cloudapi/core";
 *
 * const text = JSON.stringify(datasetToJson(apiLogs));
 * console.log(datasetFromJson(text).contractHash === apiLogs.contractHash); // => true
 * ```
 */
export function datasetFromJson(json: unknown): Dataset {
  const contract = readContractJson(json);
  const { name, strict, columns, eventTime, partition, alias, unsaid } = contract;
  const shape = shapeOrIssue(contract);
  const schema = strict === true ? z.strictObject(shape) : z.object(shape);
  const dataset = defineDataset({
    name,
    schema: withUnsaid(schema, unsaid),
    ...(eventTime !== undefined && { eventTime: eventTime as never }),
    ...(alias !== undefined && { alias }),
    ...(partition !== undefined && { partition: partitionInput(partition) }),
  } as DatasetInput<z.ZodObject>) as unknown as Dataset;
  checkSameNames(columns, name);
  checkHash(dataset, contract);
  return dataset;
}

/** The types of the columns that rows are partitioned by are those of the columns. */
function partitionInput({ by, ...rule }: Partition): DatasetInput<z.ZodObject>["partition"] {
  const keys = Array.isArray(by) ? by.map((key: PartitionKey | null) => withoutType(key)) : by;
  return {
    ...rule,
    ...(keys !== undefined && { by: keys }),
  } as DatasetInput<z.ZodObject>["partition"];
}

function withoutType(key: PartitionKey | null): object {
  return Object.fromEntries(Object.entries(key ?? {}).filter(([name]) => name !== "type"));
}

function readContractJson(json: unknown): ContractJson {
  const value = typeof json === "string" ? parse(json) : json;
  const { contractVersion, name } = (value ?? {}) as { contractVersion?: unknown; name?: unknown };
  const shown = typeof name === "string" ? name.slice(0, 255) : "(no name)";
  if (typeof value !== "object" || value === null || contractVersion === undefined)
    throw refusal(shown, [
      "it is not the JSON of a contract, which is an object with a contractVersion; datasetToJson makes it",
    ]);
  if (contractVersion !== CONTRACT_JSON_VERSION)
    throw refusal(shown, [
      `its contractVersion is ${JSON.stringify(contractVersion)}; this version of CloudAPI reads ${CONTRACT_JSON_VERSION}`,
    ]);
  if (isDeeper(value, MAX_DEPTH))
    throw refusal(shown, [
      `its JSON has more than ${MAX_DEPTH} lists and objects inside one another`,
    ]);
  const checked = contractJsonSchema().safeParse(value);
  if (!checked.success) throw new ContractError(shown, checked.error.issues.map(issueOf));
  return { unsaid: [], ...(checked.data as object) } as unknown as ContractJson;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refusal("(no name)", [`its text is not JSON: ${(error as Error).message}`]);
  }
}

function refusal(name: string, messages: readonly string[]): ContractError {
  return new ContractError(
    name,
    messages.map((message) => ({ field: undefined, message })),
  );
}

function issueOf({ path, message }: z.core.$ZodIssue): ContractIssue {
  const place = path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
  return { field: undefined, message: `${place === "" ? "the JSON" : place}: ${message}` };
}

function isDeeper(value: object, most: number): boolean {
  let level: object[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((each) =>
      Object.values(each).filter(
        (inside): inside is object => typeof inside === "object" && inside !== null,
      ),
    );
  }
  return false;
}

/** What zod or a regular expression throws when a bound, pattern or number makes no sense. */
function shapeOrIssue({ name, columns }: ContractJson): Record<string, z.ZodType> {
  try {
    return shapeOfFields(columns);
  } catch (error) {
    throw refusal(name, [`a check of its JSON can't be made: ${(error as Error).message}`]);
  }
}

/** An object's field can't be there twice, and a list's can. */
function checkSameNames(columns: ContractJson["columns"], name: string): void {
  const twice = columns.find(
    (column, i) => columns.findIndex((each) => each.name === column.name) < i,
  );
  if (twice !== undefined)
    throw new ContractError(name, [{ field: twice.name, message: "it is in the JSON twice" }]);
}

function checkHash({ name, contractHash }: Dataset, { contractHash: said }: ContractJson): void {
  if (said === undefined || said === contractHash) return;
  throw refusal(name, [
    `its contractHash is ${said}, and that of its columns, event time and partition rule is ${contractHash}; if it was edited on purpose, leave contractHash out`,
  ]);
}
