import type { Column, Dataset, DataType } from "@cloudapi/core";
import { kitOfDataset } from "@cloudapi/core/internal";
import type { $ZodType } from "zod/v4/core";
import { compileField, type FieldChecker } from "../checking/compile-field.ts";
import { partOfEveryRecord, wholeSchema } from "../checking/schema-part.ts";
import { type ByteTest, type TextRule, testOfRule, textRule } from "./byte-test.ts";
import { type NumberRule, numberRule } from "./number-rule.ts";
import { takesAll } from "./takes-all.ts";

/** What a contract says of its records, as far as it can be seen in their bytes alone. */
export interface FlatPlan {
  readonly dataset: Dataset;
  readonly fields: readonly FlatField[];
  /** Which of the fields is the event time; -1 when there is none. */
  readonly eventTime: number;
}

/** A field; one that has others inside is held as what it was converted to. */
export interface FlatField {
  readonly checker: FieldChecker;
  /** The type of its column. */
  readonly type: DataType["kind"];
  readonly kind: FlatKind;
  /** Whether a record may lack it, without a default. */
  readonly mayLack: boolean;
  /** Whether its schema takes every value that its column's type has. */
  readonly takesAll: boolean;
  /** Says yes only to texts that fit, by their bytes; absent where only their characters tell, and where they are no texts. */
  readonly byteTest: ByteTest | undefined;
  /** What that test asks. */
  readonly textRule: TextRule | undefined;
  /** Numbers that fit; absent where only the schema tells, and where values are no numbers. */
  readonly numberRule: NumberRule | undefined;
}

/** How a field's values are held. */
export type FlatKind =
  /** As their bytes. */
  | "text"
  /** As their bytes, and in numbers: milliseconds, and days, since 1970-01-01. */
  | "instant"
  | "date"
  /** As numbers; of booleans 0 and 1. */
  | "number"
  | "boolean"
  /** As integers of 64 bits, where a row has bigints. */
  | "integer"
  /** As their bytes, and as integers of 64 bits: the digits without the point, of which there are all that the type has. */
  | "decimal"
  /** As what they were converted to, one by one. */
  | "other";

/** The plan of a dataset whose records are JSON; `undefined` where only a whole record tells whether it fits. */
export function flatPlan(dataset: Dataset): FlatPlan | undefined {
  if (dataset.sourceNames !== undefined) return undefined;
  const plan = valuePlan(dataset, ({ name, type }) =>
    kindOf(type.kind, dataset.schema._zod.def.shape[name] as $ZodType),
  );
  return plan?.fields.some(({ checker }) => checker.nested !== undefined) ? undefined : plan;
}

/** The same for values that come by their places and not by their names; `kindOf` says how those of a column are held. */
export function valuePlan(
  dataset: Dataset,
  kindOf: (column: Column) => FlatKind,
): FlatPlan | undefined {
  if (dataset.partition?.by !== undefined) return undefined;
  const kit = kitOfDataset(dataset);
  const { shape } = dataset.schema._zod.def;
  const checkers = dataset.columns.map((column) =>
    compileField(column, shape[column.name] as $ZodType, kit),
  );
  if (partOfEveryRecord(wholeSchema(dataset, checkers)) !== undefined) return undefined;
  return {
    dataset,
    fields: dataset.columns.map((column, i) => {
      const checker = checkers[i] as FieldChecker;
      const rule = ruleOf(shape[column.name] as $ZodType, column, checker);
      return {
        checker,
        type: column.type.kind,
        kind: kindOf(column),
        mayLack: checker.absent === "omit" || checker.absent === "null",
        takesAll: takesAll(shape[column.name] as $ZodType, column.type),
        byteTest: rule && testOfRule(rule),
        textRule: rule,
        numberRule: numberRule(shape[column.name] as $ZodType),
      };
    }),
    eventTime: dataset.columns.findIndex(
      ({ name, type }) =>
        name === dataset.eventTime && (type.kind === "timestamp" || type.kind === "date"),
    ),
  };
}

function kindOf(type: string, schema: $ZodType): FlatKind {
  if (type === "string") return "text";
  if (type === "int32" || type === "double" || type === "float") return "number";
  return type === "timestamp" && takesAll(schema, { kind: "timestamp" }) ? "instant" : "other";
}

/** A text that is longer than its field's limit is not shown to its schema. */
function ruleOf(schema: $ZodType, { type }: Column, { limit }: FieldChecker): TextRule | undefined {
  const rule = type.kind === "string" ? textRule(schema) : undefined;
  if (rule === undefined || limit === undefined) return rule;
  return { ...rule, most: Math.min(rule.most, limit.length) };
}
