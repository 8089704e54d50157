import type { DataType, StructField } from "@cloudapi/core";
import { IcebergError } from "../errors/iceberg-error.ts";
import { without } from "../json/without.ts";
import type { IcebergField, IcebergSchema, IcebergType } from "../metadata/iceberg-schema.ts";
import { canWiden } from "./can-widen.ts";
import { earlierFields, type Renaming } from "./earlier-fields.ts";
import { fieldsById } from "./fields-by-id.ts";
import { icebergPrimitive, typeWithIds } from "./iceberg-type.ts";

/** What a schema is to become. */
export interface SchemaEvolution {
  readonly columns: readonly StructField[];
  /** The greatest id that the table ever gave. */
  readonly lastColumnId: number;
  /**
   * Columns that have another name now: the earlier path by the new one, such as `{ "customer.full_name": "customer.name" }`. What has
   * its new name already stays as it is.
   */
  readonly renames?: Readonly<Record<string, string>>;
  /** Descriptions by the name of the column. */
  readonly docs?: Readonly<Record<string, string>>;
}

/** A schema as it became. */
export interface EvolvedSchema {
  readonly schema: IcebergSchema;
  readonly lastColumnId: number;
}

interface Evolving extends Renaming {
  readonly nextId: () => number;
}

/**
 * The schema of new columns on rows that are there: a column that stays keeps its id, a new one gets one that no column
 * had, and may be null since the rows before have none. A column that was allowed to be null stays so.
 *
 * @throws {IcebergError} `SCHEMA_CANNOT_EVOLVE` when what is there can't be read as the new columns
 */
export function evolveSchema(before: IcebergSchema, evolution: SchemaEvolution): EvolvedSchema {
  let last = evolution.lastColumnId;
  const evolving: Evolving = {
    renames: evolution.renames ?? {},
    metRenames: new Set(),
    nextId: () => ++last,
    issues: [],
  };
  const fields = evolvedFields(before.fields, evolution.columns, "", "", evolving);
  for (const path of Object.keys(evolving.renames))
    if (!evolving.metRenames.has(path))
      evolving.issues.push(`renames names ${path}, which the contract does not have there`);
  const { "identifier-field-ids": identifiers = [] } = before;
  evolving.issues.push(...lostIdentifiers(before, fields, identifiers));
  if (evolving.issues.length > 0) throw cannotEvolve(evolving.issues);
  const { docs = {} } = evolution;
  const schema: IcebergSchema = {
    type: "struct",
    "schema-id": before["schema-id"] + 1,
    fields: fields.map((field) => withDoc(field, docs[field.name])),
    ...(identifiers.length > 0 && { "identifier-field-ids": identifiers }),
  };
  return { schema, lastColumnId: last };
}

/** Columns by which engines tell rows apart have to be there, and never null (Iceberg specification, Identifier Field IDs). */
function lostIdentifiers(
  before: IcebergSchema,
  fields: readonly IcebergField[],
  identifiers: readonly number[],
): string[] {
  const [earlier, after] = [fieldsById(before), fieldsById({ fields })];
  return identifiers
    .filter((id) => after.get(id)?.required !== true)
    .map((id) => `${earlier.get(id)?.path} identifies rows, and is gone or may be null`);
}

function withDoc(field: IcebergField, doc: string | undefined): IcebergField {
  return doc === undefined ? without(field, "doc") : { ...field, doc };
}

function evolvedFields(
  before: readonly IcebergField[],
  after: readonly StructField[],
  pathBefore: string,
  pathAfter: string,
  evolving: Evolving,
): IcebergField[] {
  const found = earlierFields({ before, after, pathBefore, pathAfter }, evolving);
  const ids = found.map((field) => field?.id ?? evolving.nextId());
  return after.map(({ name, type, nullable }, i): IcebergField => {
    const field = found[i];
    const id = ids[i] as number;
    if (field === undefined)
      return { id, name, required: false, type: typeWithIds(type, evolving.nextId) };
    const paths = [`${pathBefore}${field.name}`, `${pathAfter}${name}`] as const;
    const evolved = evolvedType(field.type, type, ...paths, evolving);
    return { ...field, id, name, required: field.required && !nullable, type: evolved };
  });
}

function evolvedType(
  before: IcebergType,
  after: DataType,
  pathBefore: string,
  pathAfter: string,
  evolving: Evolving,
): IcebergType {
  if (typeof before === "string") return evolvedPrimitive(before, after, pathAfter, evolving);
  if (before.type === "struct" && after.kind === "struct") {
    const fields = evolvedFields(
      before.fields,
      after.fields,
      `${pathBefore}.`,
      `${pathAfter}.`,
      evolving,
    );
    return { ...before, fields };
  }
  if (before.type === "list" && after.kind === "list") {
    const { element, "element-required": required } = before;
    return {
      ...before,
      element: evolvedType(element, after.element, `${pathBefore}[]`, `${pathAfter}[]`, evolving),
      "element-required": required && !after.elementNullable,
    };
  }
  if (before.type === "map" && after.kind === "map") {
    const { value, "value-required": required } = before;
    return {
      ...before,
      value: evolvedType(value, after.value, `${pathBefore}[]`, `${pathAfter}[]`, evolving),
      "value-required": required && !after.valueNullable,
    };
  }
  evolving.issues.push(`${pathAfter} was a ${before.type}, is ${after.kind}`);
  return before;
}

function evolvedPrimitive(
  before: string,
  after: DataType,
  path: string,
  { issues }: Evolving,
): IcebergType {
  if (after.kind === "struct" || after.kind === "list" || after.kind === "map") {
    issues.push(`${path} was ${before}, is a ${after.kind}`);
    return before;
  }
  const primitive = icebergPrimitive(after);
  if (canWiden(before, primitive)) return primitive;
  // The table's column holds all values of one that became narrower.
  if (canWiden(primitive, before)) return before;
  issues.push(`${path} was ${before}, is ${primitive}`);
  return before;
}

function cannotEvolve(issues: readonly string[]): IcebergError {
  return new IcebergError(
    "SCHEMA_CANNOT_EVOLVE",
    `The table can't follow the contract, since rows that are there would not be read right: ${issues.join("; ")}. A type can only become wider (int to long, float to double, more digits before the point): give the column another name, or write to another table.`,
  );
}
