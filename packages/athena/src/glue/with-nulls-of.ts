import type { DataType } from "@cloudapi/core";

/** A type of which it is not known what may be null inside: as another says of the same places, and else all of it. */
export function withNullsOf(type: DataType, like: DataType | undefined): DataType {
  if (type.kind === "struct") {
    const known = new Map(
      like?.kind === "struct" ? like.fields.map((field) => [field.name.toLowerCase(), field]) : [],
    );
    const fields = type.fields.map((field) => {
      const { name, nullable, type: inner } = known.get(field.name.toLowerCase()) ?? {};
      return {
        name: name ?? field.name,
        type: withNullsOf(field.type, inner),
        nullable: nullable ?? true,
      };
    });
    return { ...type, fields };
  }
  if (type.kind === "list") {
    const known = like?.kind === "list" ? like : undefined;
    const element = withNullsOf(type.element, known?.element);
    return { ...type, element, elementNullable: known?.elementNullable ?? true };
  }
  if (type.kind === "map") {
    const known = like?.kind === "map" ? like : undefined;
    const value = withNullsOf(type.value, known?.value);
    return { ...type, value, valueNullable: known?.valueNullable ?? true };
  }
  return type;
}
