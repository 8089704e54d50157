import { readAvroFile } from "@cloudapi/transform/internal";
import { IcebergError } from "../errors/iceberg-error.ts";

/** A record by the ids of the specification, whatever the writer called its fields. */
export type IdRecord = Readonly<Record<number, unknown>>;

/**
 * The records of a manifest or a manifest list.
 *
 * @throws {IcebergError} `INVALID_MANIFEST` for bytes that are none
 */
export async function readRecords(bytes: Uint8Array, path: string): Promise<readonly IdRecord[]> {
  try {
    const { records } = await readAvroFile(bytes, namedById);
    return records as readonly IdRecord[];
  } catch (error) {
    throw invalidManifest(path, (error as Error).message, error);
  }
}

/** A manifest that is none. */
export function invalidManifest(path: string, why: string, cause?: unknown): IcebergError {
  return new IcebergError(
    "INVALID_MANIFEST",
    `${path} is no manifest of an Iceberg table: ${why} An earlier snapshot may have others that are whole.`,
    { cause },
  );
}

/** A property for a value that a record has; none for one that is null, or that the writer left out. */
export function there<K extends string, T>(
  key: K,
  value: T | null | undefined,
): Partial<Record<K, T>> {
  return value === null || value === undefined ? {} : ({ [key]: value } as Record<K, T>);
}

/** A schema of Avro whose fields are called by their ids. */
function namedById(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(namedById);
  if (typeof schema !== "object" || schema === null) return schema;
  const type = schema as Readonly<Record<string, unknown>>;
  const { fields } = type;
  const inside = Object.entries(type).map(([key, value]) => [
    key,
    key === "type" || key === "items" || key === "values" ? namedById(value) : value,
  ]);
  const renamed = Array.isArray(fields) ? { fields: fields.map(fieldById) } : {};
  return { ...Object.fromEntries(inside), ...renamed } as unknown;
}

function fieldById(field: Readonly<Record<string, unknown>>): unknown {
  const id = field["field-id"];
  const name = Number.isSafeInteger(id) ? String(id) : field["name"];
  return { ...field, name, type: namedById(field["type"]) };
}
