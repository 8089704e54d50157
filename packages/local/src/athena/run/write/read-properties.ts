import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { Properties, PropertyValue } from "../../syntax/statement/parse-properties.ts";

/** Properties by the type they are to have; `undefined` for one that isn't given. */
export interface PropertyReader {
  text(name: string): string | undefined;
  whole(name: string): number | undefined;
  truth(name: string): boolean | undefined;
  texts(name: string): readonly string[] | undefined;
}

/**
 * Read the properties of a statement.
 *
 * @throws {TrinoError} INVALID_TABLE_PROPERTY for one that the statement doesn't have, or of another type
 */
export function propertyReader(
  statement: string,
  properties: Properties,
  known: readonly string[],
): PropertyReader {
  const unknown = [...properties.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new TrinoError(
      "INVALID_TABLE_PROPERTY",
      `Catalog 'awsdatacatalog' table property '${unknown}' does not exist (${statement} has ${known.join(", ")})`,
    );
  const read =
    <T extends PropertyValue>(type: string, is: (value: PropertyValue) => value is T) =>
    (name: string): T | undefined => {
      const value = properties.get(name);
      if (value === undefined || is(value)) return value;
      throw new TrinoError(
        "INVALID_TABLE_PROPERTY",
        `Invalid value for catalog 'awsdatacatalog' table property '${name}': it must be ${type}`,
      );
    };
  return {
    text: read("varchar", (value): value is string => typeof value === "string"),
    whole: read("integer", (value): value is number => Number.isSafeInteger(value)),
    truth: read("boolean", (value): value is boolean => typeof value === "boolean"),
    texts: read("array(varchar)", (value): value is readonly string[] => Array.isArray(value)),
  };
}
