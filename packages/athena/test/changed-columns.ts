import type { DataType, StructField } from "@cloudapi/core";

/** A struct with other fields, a list or a map with another inside, or another type: one change, chosen by numbers. */
export function changeColumns(
  columns: readonly StructField[],
  choices: Iterator<number>,
): readonly StructField[] {
  return changeFields(columns, choices);
}

const OTHERS: readonly DataType[] = [
  { kind: "string" },
  { kind: "int32" },
  { kind: "int64" },
  { kind: "double" },
  { kind: "boolean" },
  { kind: "date" },
  { kind: "timestamp" },
  { kind: "decimal", precision: 12, scale: 4 },
  { kind: "list", element: { kind: "string" }, elementNullable: true },
  { kind: "struct", fields: [{ name: "z", type: { kind: "int32" }, nullable: true }] },
];
const WIDER: Readonly<Record<string, DataType>> = {
  int32: { kind: "int64" },
  float: { kind: "double" },
};

function next(choices: Iterator<number>, below: number): number {
  return Number(choices.next().value ?? 0) % below;
}

function changeFields(
  fields: readonly StructField[],
  choices: Iterator<number>,
): readonly StructField[] {
  const at = next(choices, fields.length);
  const field = fields[at] as StructField;
  const type = OTHERS[next(choices, OTHERS.length)] as DataType;
  switch (next(choices, 8)) {
    case 0:
      return [...fields.slice(0, at), { name: "added", type, nullable: true }, ...fields.slice(at)];
    case 1:
      return [...fields, { name: "added", type, nullable: false }];
    case 2:
      return fields.length === 1 ? fields : fields.toSpliced(at, 1);
    case 3:
      return fields.with(at, { ...field, nullable: !field.nullable });
    case 4:
      return fields.toReversed();
    default:
      return fields.with(at, { ...field, type: changeType(field.type, choices) });
  }
}

function changeType(type: DataType, choices: Iterator<number>): DataType {
  const turn = next(choices, 6);
  if (turn === 0) return OTHERS[next(choices, OTHERS.length)] as DataType;
  switch (type.kind) {
    case "struct":
      return { ...type, fields: changeFields(type.fields, choices) };
    case "list":
      return turn === 1
        ? { ...type, elementNullable: !type.elementNullable }
        : { ...type, element: changeType(type.element, choices) };
    case "map":
      return turn === 1
        ? { ...type, valueNullable: !type.valueNullable }
        : { ...type, value: changeType(type.value, choices) };
    default:
      return WIDER[type.kind] ?? type;
  }
}
