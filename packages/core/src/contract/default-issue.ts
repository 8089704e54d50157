import type { $ZodType, ParsePayload } from "zod/v4/core";
import { unwrapSchema } from "../types/unwrap-schema.ts";
import type { ColumnCodec } from "../values/column-codec.ts";
import type { Conversion } from "../values/convert-value.ts";
import { runSchema } from "./run-schema.ts";

/** Why no row can have a field's default; `undefined` when one can, or when there is none. */
export function defaultIssue(field: $ZodType, { convert, fit }: ColumnCodec): string | undefined {
  const { defaultValue, withoutDefault } = unwrapSchema(field);
  if (defaultValue === undefined || withoutDefault === undefined) return undefined;
  let value: unknown;
  try {
    value = defaultValue();
  } catch (error) {
    return `its default can't be made: ${String(error)}`;
  }
  const issue =
    conversionIssue(convert(value)) ??
    runIssue(withoutDefault, valueOf(convert(value), value), fit) ??
    runIssue(field, undefined, fit);
  return issue && `its default ${shown(value)} ${issue}`;
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value) ? "(an array)" : "(an object)";
}

function runIssue(schema: $ZodType, value: unknown, fit: ColumnCodec["fit"]): string | undefined {
  let run: ParsePayload | undefined;
  try {
    run = runSchema(schema, value);
  } catch (error) {
    return `makes its own checks throw: ${String(error)}`;
  }
  if (run === undefined) return "has an asynchronous check; checks have to be synchronous";
  return run.issues.length > 0 ? "does not pass its own checks" : conversionIssue(fit(run.value));
}

function conversionIssue(conversion: Conversion): string | undefined {
  if (!("code" in conversion)) return undefined;
  const { expected, inside } = conversion;
  if (inside === undefined || inside.path.length === 0) return `is not ${expected}`;
  const place = inside.path.map((part) => JSON.stringify(part)).join(", ");
  return `has something else than ${expected} at [${place}]`;
}

function valueOf(conversion: Conversion, value: unknown): unknown {
  return "value" in conversion ? conversion.value : value;
}
