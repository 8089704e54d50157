import type { IcebergField, IcebergStruct, IcebergType } from "../metadata/iceberg-schema.ts";

/** A field of a schema, wherever it is. */
export interface FoundField {
  readonly id: number;
  /** Such as `customer.name`, `items.element.price` or `counts.value`. */
  readonly path: string;
  readonly type: IcebergType;
  readonly required: boolean;
  /** Whether it is inside a list or a map. */
  readonly isRepeated: boolean;
}

/** Every field of a schema by its id, those inside others included. */
export function fieldsById({ fields }: Pick<IcebergStruct, "fields">): Map<number, FoundField> {
  const found = new Map<number, FoundField>();
  for (const field of fields) addField(field, "", false, found);
  return found;
}

function addField(
  { id, name, type, required }: IcebergField,
  above: string,
  isRepeated: boolean,
  found: Map<number, FoundField>,
): void {
  const path = `${above}${name}`;
  found.set(id, { id, path, type, required, isRepeated });
  addInside(type, `${path}.`, isRepeated, found);
}

function addInside(
  type: IcebergType,
  above: string,
  isRepeated: boolean,
  found: Map<number, FoundField>,
): void {
  if (typeof type === "string") return;
  if (type.type === "struct") {
    for (const field of type.fields) addField(field, above, isRepeated, found);
    return;
  }
  for (const field of type.type === "list" ? elementOf(type) : entryOf(type))
    addField(field, above, true, found);
}

function elementOf(type: Extract<IcebergType, { type: "list" }>): IcebergField[] {
  const { "element-id": id, element, "element-required": required } = type;
  return [{ id, name: "element", type: element, required }];
}

function entryOf(type: Extract<IcebergType, { type: "map" }>): IcebergField[] {
  return [
    { id: type["key-id"], name: "key", type: type.key, required: true },
    { id: type["value-id"], name: "value", type: type.value, required: type["value-required"] },
  ];
}

/**
 * The field of a path that a caller gave.
 *
 * @throws {TypeError} when there is none
 */
export function columnOfPath(caller: string, schema: IcebergStruct, path: string): IcebergField {
  const field = fieldOfPath(schema, path);
  if (field !== undefined) return field;
  throw new TypeError(
    `${caller}: there is no column ${JSON.stringify(path)}; columns: ${schema.fields.map(({ name }) => name).join(", ")}.`,
  );
}

/** The field of a path through structs, such as `customer.name`; `undefined` when there is none. */
export function fieldOfPath({ fields }: IcebergStruct, path: string): IcebergField | undefined {
  // A name may have a dot in it.
  for (const field of fields) {
    if (field.name === path) return field;
    const { type } = field;
    const isStruct = typeof type !== "string" && type.type === "struct";
    const inside =
      isStruct && path.startsWith(`${field.name}.`)
        ? fieldOfPath(type, path.slice(field.name.length + 1))
        : undefined;
    if (inside !== undefined) return inside;
  }
  return undefined;
}
