import { ContractError, type Dataset, defineDataset } from "@cloudapi/core";
import type * as z from "zod";
import { invalidRow, issueOfZod } from "../errors/invalid-row.ts";
import type { ResultColumn, RowShaper } from "./cells-of-row.ts";
import { contractShaper, type ShaperContext } from "./contract-shaper.ts";

/** What rows can be typed by. */
export type ResultSchema = z.ZodType | Dataset;

/** Refuse what rows can't be typed by. */
export function checkSchema(schema: unknown): void {
  const isSchema =
    typeof schema === "object" && schema !== null && ("contractHash" in schema || "_zod" in schema);
  if (schema !== undefined && !isSchema)
    throw new TypeError(
      "getResults: schema must be a dataset of defineDataset or a schema of zod 4.",
    );
}

/** The shaper for a schema: plain values without one, by the contract where the schema is or could be one, else by zod. */
export function rowShaper(
  schema: ResultSchema | undefined,
  columns: readonly ResultColumn[],
  context: Omit<ShaperContext, "isContract">,
): RowShaper {
  if (schema === undefined) return (cells) => Object.fromEntries(cells);
  const dataset = isDataset(schema) ? schema : asDataset(schema);
  if (dataset !== undefined)
    return contractShaper(dataset, columns, { ...context, isContract: isDataset(schema) });
  return zodShaper(schema as z.ZodType, context.queryExecutionId);
}

function isDataset(schema: ResultSchema): schema is Dataset {
  return "contractHash" in schema;
}

/** A schema whose fields all follow the type law is read by that law: a bigint column into `z.number()`, null into `.optional()`. */
function asDataset(schema: z.ZodType): Dataset | undefined {
  if (!isObject(schema)) return undefined;
  try {
    return defineDataset({ name: "rows", schema });
  } catch (error) {
    if (error instanceof ContractError) return undefined;
    throw error;
  }
}

/** By what it says it is, not by class: there may be two copies of zod. */
function isObject(schema: z.ZodType): schema is z.ZodObject {
  return schema._zod.def.type === "object";
}

function zodShaper(schema: z.ZodType, queryExecutionId: string): RowShaper {
  const shape = (isObject(schema) ? schema.shape : {}) as Record<string, z.ZodType>;
  const omitsNull = new Set(
    Object.keys(shape).filter(
      (name) => shape[name]?.safeParse(undefined).success && !shape[name].safeParse(null).success,
    ),
  );
  return (cells, rowNumber) => {
    const present = cells.filter(([name, value]) => value !== null || !omitsNull.has(name));
    const result = schema.safeParse(Object.fromEntries(present));
    if (result.success) return result.data;
    throw invalidRow(queryExecutionId, rowNumber, result.error.issues.map(issueOfZod));
  };
}
