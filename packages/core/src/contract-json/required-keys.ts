import type { FieldJson } from "./contract-json.ts";

/** The keys that a map has to have: those of an enum, in an object none of whose values may be absent. */
export function requiredKeys({ key, value, isMap, partial }: FieldJson): readonly string[] {
  const mayLack = isMap === true || partial === true || value?.optional === true;
  return mayLack || value?.default !== undefined ? [] : (key?.enum ?? []).map(String);
}
