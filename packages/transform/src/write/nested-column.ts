import type { Column, DataType } from "@cloudapi/core";

/** The steps into a row that a name takes: of `items[].price` they are `items`, `[]` and `price`. */
export type ColumnSteps = readonly string[];

/** Each element of a list, or each value of a map. */
const EACH = "[]";

/** The steps to a column or to what is inside it; `undefined` when the columns have nothing of that name. */
export function columnSteps(columns: readonly Column[], name: string): ColumnSteps | undefined {
  const steps = name.split(/\.|(?=\[\])/);
  let type: DataType | undefined = { kind: "struct", fields: columns };
  for (const step of steps) type = type && typeAt(type, step);
  return type && steps;
}

function typeAt(type: DataType, step: string): DataType | undefined {
  switch (type.kind) {
    case "struct":
      return type.fields.find(({ name }) => name === step)?.type;
    case "list":
      return step === EACH ? type.element : undefined;
    case "map":
      return step === EACH ? type.value : undefined;
    default:
      return undefined;
  }
}

/** Whether a validated row has a value where the steps lead to, in each list and map on the way in every place. */
export function hasValueAt(value: unknown, steps: ColumnSteps, at = 0): boolean {
  if (value === null || value === undefined) return false;
  const step = steps[at];
  if (step === undefined) return true;
  if (step !== EACH)
    return hasValueAt((value as Readonly<Record<string, unknown>>)[step], steps, at + 1);
  const each = value instanceof Map ? [...value.values()] : Object.values(value);
  return each.every((one) => hasValueAt(one, steps, at + 1));
}
