import type { Column } from "@cloudapi/core";
import { typeFormatsOf, unwrapSchema } from "@cloudapi/core/internal";
import * as z from "zod/mini";
import type { $ZodCheck, $ZodStringDef, $ZodType, $ZodTypeDef, $ZodTypes } from "zod/v4/core";
import {
  type Conversion,
  convertDate,
  convertDecimal,
  convertInt64,
  convertNumber,
  convertText,
  convertTimestamp,
} from "./convert-value.ts";
import { fastAccept } from "./fast-accept.ts";

/** How a field of a record is checked: a conversion that decides the type, then the rest of its zod schema. */
export interface FieldChecker {
  readonly name: string;
  /** What an absent field is: `undefined` (left out), `null`, a default, or missing. */
  readonly absent: "omit" | "null" | "default" | "missing";
  readonly defaultValue: (() => unknown) | undefined;
  /** Turns the value as read into the row's value, or says what is wrong; absent where zod alone decides. */
  readonly convert: ((value: unknown) => Conversion) | undefined;
  /** The zod schema the converted value must pass. */
  readonly schema: $ZodType;
  /** Says yes only to values that `schema` takes as they are; absent where only the schema can tell. */
  readonly passes: ((value: unknown) => boolean) | undefined;
  /** Whether the exact text of a number is wanted instead of a double. */
  readonly exact: boolean;
}

/** Compile one field of a contract. */
export function compileField(column: Column, field: $ZodType): FieldChecker {
  const { leaf, optional, nullable, defaultValue } = unwrapSchema(field);
  const { convert, schema, hasChecks, exact } = compileLeaf(column, leaf as $ZodType);
  const absent =
    defaultValue !== undefined ? "default" : optional ? "omit" : nullable ? "null" : "missing";
  const passes = hasChecks ? fastAccept(schema) : () => true;
  return { name: column.name, absent, defaultValue, convert, schema, passes, exact };
}

interface Leaf extends Pick<FieldChecker, "convert" | "schema" | "exact"> {
  /** Whether `schema` can refuse anything at all. */
  readonly hasChecks: boolean;
}

function compileLeaf({ type }: Column, leaf: $ZodType): Leaf {
  const def = (leaf as unknown as $ZodTypes)._zod.def;
  switch (type.kind) {
    case "decimal":
      return checked(leaf, (value) => convertDecimal(value, type), true);
    case "timestamp": {
      const { zulu, precision, ...rest } = withoutFormat(def as $ZodStringDef);
      const convert = (value: unknown) => convertTimestamp(value, zulu, precision);
      return { ...rest, convert, exact: false };
    }
    case "date": {
      const { schema, hasChecks } = withoutFormat(def as $ZodStringDef);
      return { schema, hasChecks, convert: convertDate, exact: false };
    }
    case "int64":
      return def.type === "bigint" || hasBigint(def)
        ? checked(leaf, convertInt64, true)
        : checked(leaf, (value) => convertNumber(value, "an integer"));
    case "string":
      return checked(leaf, convertText);
    case "int32":
      return checked(leaf, (value) => convertNumber(value, "an integer"));
    case "float":
    case "double":
      return checked(leaf, (value) => convertNumber(value, "a finite number"));
    default:
      return checked(leaf, undefined);
  }
}

function checked(schema: $ZodType, convert: Leaf["convert"], exact = false): Leaf {
  return { convert, schema, hasChecks: true, exact };
}

function hasBigint(def: $ZodTypeDef): boolean {
  const options = (def as { options?: readonly $ZodType[] }).options ?? [];
  return options.some((option) => option._zod.def.type === "bigint");
}

/** A string schema with the checks of another but not its date or date-time format, which a conversion decides. */
function withoutFormat(def: $ZodStringDef): {
  schema: $ZodType;
  hasChecks: boolean;
  zulu: boolean;
  precision: number | undefined;
} {
  const checks = def.checks ?? [];
  const isFormat = (check: { _zod: { def: unknown } }) =>
    typeFormatsOf(check._zod.def as $ZodTypeDef).size > 0;
  const format = [def, ...checks.map((check) => check._zod.def)].find(
    (each) => (each as { format?: unknown }).format === "datetime",
  ) as { offset?: boolean; precision?: number | null } | undefined;
  const rest = checks.filter((check) => !isFormat(check));
  return {
    schema: rest.length === 0 ? z.string() : z.string().check(...(rest as $ZodCheck<string>[])),
    hasChecks: rest.length > 0,
    zulu: format !== undefined && format.offset !== true,
    precision: format?.precision ?? undefined,
  };
}
