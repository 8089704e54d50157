import { parsePrimitive } from "../values/primitive-type.ts";

/** Whether values of a primitive are values of another as well (Iceberg specification, Schema Evolution, version 2). */
export function canWiden(from: string, to: string): boolean {
  const [before, after] = [parsePrimitive(from), parsePrimitive(to)];
  if (before === undefined || after === undefined) return from === to;
  if (before.kind === "decimal" && after.kind === "decimal")
    return before.scale === after.scale && before.precision <= after.precision;
  if (before.kind === "int") return after.kind === "int" || after.kind === "long";
  if (before.kind === "float") return after.kind === "float" || after.kind === "double";
  return from === to;
}
