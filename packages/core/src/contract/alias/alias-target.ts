import type { DataType, StructField } from "../../types/data-type.ts";

/** The step from a list to its elements. */
export const ELEMENTS = "[]";

/** A column, or a field inside one, that has other names in sources. */
export interface AliasTarget {
  /** The steps to the object that has the field: names, and {@link ELEMENTS}. */
  readonly holder: readonly string[];
  readonly field: StructField;
  /** All fields of that object. */
  readonly siblings: readonly StructField[];
}

/** What a path like `items[].unit_price` names; `undefined` where there is no such field. */
export function aliasTarget(
  columns: readonly StructField[],
  path: string,
): AliasTarget | undefined {
  const steps = path.replaceAll(ELEMENTS, `.${ELEMENTS}`).split(".");
  const name = steps.pop();
  const siblings = fieldsAt(columns, steps);
  const field = siblings?.find((each) => each.name === name);
  return siblings && field && { holder: steps, field, siblings };
}

function fieldsAt(
  columns: readonly StructField[],
  steps: readonly string[],
): readonly StructField[] | undefined {
  let type: DataType | undefined = { kind: "struct", fields: columns };
  for (const step of steps) type = type && typeAt(type, step);
  return type?.kind === "struct" ? type.fields : undefined;
}

function typeAt(type: DataType, step: string): DataType | undefined {
  if (step === ELEMENTS) return type.kind === "list" ? type.element : undefined;
  return type.kind === "struct" ? type.fields.find(({ name }) => name === step)?.type : undefined;
}
