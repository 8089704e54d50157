import type { DataType } from "@cloudapi/core";
import { decimalOfCheck } from "@cloudapi/core/internal";
import * as z from "zod/mini";
import type { $ZodType } from "zod/v4/core";

/** What is read of a schema's definition. */
interface Definition {
  readonly type?: string;
  readonly innerType?: $ZodType;
  readonly coerce?: boolean;
  readonly check?: string;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly checks?: readonly { readonly _zod: { readonly def: object } }[];
}

const WRAPPERS = new Set<unknown>(["optional", "nullable", "default", "readonly"]);

/** Whether a schema takes every value that its column's type has, as it is; `false` where that is not known. */
export function takesAll(schema: $ZodType, type: DataType): boolean {
  const def = schema._zod.def as Definition;
  const { innerType, checks = [] } = def;
  if (innerType !== undefined)
    return checks.length === 0 && WRAPPERS.has(def.type) && takesAll(innerType, type);
  if (def.coerce === true) return false;
  if (type.kind === "decimal") return isDecimal(def, type);
  return checks.length === 0 && isPlain(def, type.kind);
}

function isPlain({ type, check, format, pattern }: Definition, kind: DataType["kind"]): boolean {
  switch (kind) {
    case "string":
      return type === "string" && check === undefined;
    case "boolean":
      return type === "boolean";
    case "int64":
      return type === "bigint" && format === "int64";
    case "date":
      return pattern?.source === z.iso.date()._zod.def.pattern?.source;
    case "timestamp":
      return pattern?.source === z.iso.datetime({ offset: true })._zod.def.pattern?.source;
    default:
      return false;
  }
}

/** Text with the one check that it is such a decimal. */
function isDecimal(
  { type, check, checks = [] }: Definition,
  { precision, scale }: { readonly precision: number; readonly scale: number },
): boolean {
  const [only] = checks;
  if (type !== "string" || check !== undefined || only === undefined || checks.length > 1)
    return false;
  const size = decimalOfCheck(only._zod.def);
  return size?.precision === precision && size.scale === scale;
}
