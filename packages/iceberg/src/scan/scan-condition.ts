import { checkOptionNames } from "@cloudapi/core/internal";
import type { IcebergStruct } from "../metadata/iceberg-schema.ts";
import { columnOfPath } from "../schema/fields-by-id.ts";
import type { IcebergValue } from "../values/iceberg-value.ts";
import { type PrimitiveType, parsePrimitive } from "../values/primitive-type.ts";
import { literalOf, type ScanValue } from "./literal.ts";

/** What rows have to have in a column; of a condition with several parts all have to hold. */
export interface ScanCondition {
  /** A column, or a field of a struct, such as `customer.country`. */
  readonly column: string;
  readonly eq?: ScanValue | undefined;
  /** One of these. */
  readonly in?: readonly ScanValue[] | undefined;
  readonly lt?: ScanValue | undefined;
  readonly lte?: ScanValue | undefined;
  readonly gt?: ScanValue | undefined;
  readonly gte?: ScanValue | undefined;
  /** Whether the column has no value. */
  readonly isNull?: boolean | undefined;
}

/** A condition on the values of a field. */
export type FieldTest =
  | { readonly kind: "null" }
  | { readonly kind: "not-null" }
  | { readonly kind: "in"; readonly values: readonly IcebergValue[] }
  | { readonly kind: "lt" | "lte"; readonly value: IcebergValue }
  | { readonly kind: "gt" | "gte"; readonly value: IcebergValue };

/** A condition with its field found. */
export interface ResolvedTest {
  readonly fieldId: number;
  readonly type: PrimitiveType;
  readonly test: FieldTest;
}

const KINDS = ["lt", "lte", "gt", "gte"] as const;

/**
 * The tests that conditions come to, all of which have to hold.
 *
 * @throws {TypeError} for a column that is not there, or a value that is none of its type
 */
export function resolveConditions(
  conditions: readonly ScanCondition[],
  schema: IcebergStruct,
): ResolvedTest[] {
  return conditions.flatMap((condition) => {
    checkOptionNames("planScan: where", condition, ["column", "eq", "in", ...KINDS, "isNull"]);
    const { column } = condition;
    const field = columnOfPath("planScan: where", schema, column);
    const type = typeof field.type === "string" ? parsePrimitive(field.type) : undefined;
    if (type === undefined)
      throw new TypeError(`planScan: where: ${column} has no values that are compared.`);
    const tests = testsOf(condition, type);
    if (tests.length === 0)
      throw new TypeError(
        `planScan: where: the condition on ${column} says nothing; it takes eq, in, lt, lte, gt, gte, isNull.`,
      );
    return tests.map((test) => ({ fieldId: field.id, type, test }));
  });
}

function testsOf(condition: ScanCondition, type: PrimitiveType): FieldTest[] {
  const value = (given: ScanValue) =>
    literalOf(`planScan: where: ${condition.column}`, type, given);
  const tests: FieldTest[] = [];
  if (condition.eq !== undefined) tests.push({ kind: "in", values: [value(condition.eq)] });
  if (condition.in !== undefined) tests.push({ kind: "in", values: condition.in.map(value) });
  for (const kind of KINDS) {
    const given = condition[kind];
    if (given !== undefined) tests.push({ kind, value: value(given) });
  }
  if (condition.isNull !== undefined) tests.push({ kind: condition.isNull ? "null" : "not-null" });
  return tests;
}
