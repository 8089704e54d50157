import type { DataType } from "../types/data-type.ts";
import { typeLaw } from "../types/type-law.ts";
import { quoteIdentifier } from "./quote-identifier.ts";

type Leaf = Exclude<DataType, { kind: "struct" | "list" | "map" }>;

/** How a type is written. */
interface HiveSpelling {
  readonly leafType?: (leaf: Leaf) => string;
  readonly fieldName?: (name: string) => string;
}

/**
 * A type as DDL writes it, `array<struct<`sku`:string>>`: names of fields in lower case, as Athena has them, and in
 * backticks, as they may be reserved words.
 */
export function hiveType(type: DataType, spelling: HiveSpelling = {}): string {
  const { leafType = (leaf) => typeLaw(leaf).athena, fieldName = quoted } = spelling;
  switch (type.kind) {
    case "struct": {
      const fields = type.fields.map(
        (field) => `${fieldName(field.name.toLowerCase())}:${hiveType(field.type, spelling)}`,
      );
      return `struct<${fields.join(",")}>`;
    }
    case "list":
      return `array<${hiveType(type.element, spelling)}>`;
    case "map":
      return `map<string,${hiveType(type.value, spelling)}>`;
    default:
      return leafType(type);
  }
}

function quoted(name: string): string {
  return quoteIdentifier(name, "ddl");
}

/**
 * A type as the catalog has it, `array<struct<sku:string>>`. There are no backticks: Hive's parser of types, which Athena
 * reads the catalog's with, takes them for no part of a name, and refuses the table.
 */
export function catalogType(type: DataType): string {
  return hiveType(type, { fieldName: (name) => name });
}
