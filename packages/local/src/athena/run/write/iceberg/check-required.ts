import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { IcebergField, IcebergType } from "@cloudapi/iceberg";
import type { DuckDBConnection } from "@duckdb/node-api";

/** A place that may hold no null, and the DuckDB SQL of whether it does: true or false. */
interface Place {
  readonly path: string;
  readonly hasNull: string;
}

/**
 * Refuse rows with a null where the table has none: in a column, or in what it holds at any depth. Where a row is null itself
 * nothing is asked of its fields.
 *
 * @param relation what has the rows, with a column c0, c1, ... for each of the table's
 * @throws {TrinoError} CONSTRAINT_VIOLATION
 */
export async function checkRequired(
  fields: readonly IcebergField[],
  relation: string,
  connection: DuckDBConnection,
): Promise<void> {
  const places = fields.flatMap((field, i) => placesOfField(`c${i}`, field));
  if (places.length === 0) return;
  const items = places.map(({ hasNull }) => `coalesce(bool_or(${hasNull}), FALSE)`).join(", ");
  const [row = []] = (await connection.runAndReadAll(`SELECT ${items} FROM ${relation}`)).getRows();
  const wrong = places.find((_, i) => row[i] === true);
  if (wrong !== undefined)
    throw new TrinoError(
      "CONSTRAINT_VIOLATION",
      `NULL value not allowed for NOT NULL column: ${wrong.path}`,
    );
}

function placesOfField(sql: string, { name, required, type }: IcebergField): Place[] {
  return placesOf(sql, required, type).map(({ path, hasNull }) => ({
    path: `${name}${path}`,
    hasNull,
  }));
}

function placesOf(sql: string, isRequired: boolean, type: IcebergType): Place[] {
  const own = isRequired ? [{ path: "", hasNull: `${sql} IS NULL` }] : [];
  return [...own, ...placesInside(sql, type)];
}

function placesInside(sql: string, type: IcebergType): Place[] {
  if (typeof type === "string") return [];
  switch (type.type) {
    case "struct":
      return type.fields
        .flatMap((field, i) => placesOfField(`(${sql}).f${i}`, field))
        .map(({ path, hasNull }) => ({
          path: `.${path}`,
          hasNull: `(${sql} IS NOT NULL AND ${hasNull})`,
        }));
    case "list":
      return inAny(sql, "element", placesOf("e", type["element-required"], type.element));
    case "map":
      return [
        ...inAny(`map_keys(${sql})`, "key", placesInside("e", type.key)),
        ...inAny(`map_values(${sql})`, "value", placesOf("e", type["value-required"], type.value)),
      ];
  }
}

/** Places of an element e, as places of the whole list. */
function inAny(list: string, name: string, places: readonly Place[]): Place[] {
  return places.map(({ path, hasNull }) => ({
    path: `.${name}${path}`,
    hasNull: `coalesce(len(list_filter(${list}, lambda e: ${hasNull})) > 0, FALSE)`,
  }));
}
