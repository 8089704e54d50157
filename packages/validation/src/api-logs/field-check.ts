import { type Dataset, defineDataset } from "@cloudapi/core";
import * as z from "zod/mini";
import type { $ZodType } from "zod/v4/core";
import { validateRecord } from "../validate-record.ts";
import type { ValidationResult } from "../validation-result.ts";

/** A check of one value by a field's schema; the contract for it is made when it is first used. */
export function fieldCheck<T>(
  name: string,
  schemaOf: () => $ZodType<T>,
): (value: unknown) => ValidationResult<T> {
  let dataset: Dataset | undefined;
  return (value) => {
    dataset ??= defineDataset({ name, schema: z.object({ [name]: schemaOf() }) });
    const result = validateRecord(dataset, { [name]: value });
    if (result.valid) return { valid: true, value: result.value[name] as T };
    return { valid: false, issues: result.issues.map((issue) => ({ ...issue, path: [] })) };
  };
}
