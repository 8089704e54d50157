import type { Expression, Identifier, Position } from "@cloudapi/athena/internal/analysis";
import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { Env, Field, Scope } from "./compilation.ts";

/** The field that `a`, `t.a` or `db.t.a` names, looking outwards from the innermost scope; `undefined` when there is none. */
export function findField(
  names: readonly string[],
  scope: Scope,
  at: Position,
): { field: Field; local: boolean } | undefined {
  let local = true;
  for (let here: Scope | undefined = scope; here !== undefined; here = here.outer) {
    const found = here.fields.filter((field) => matches(field, names));
    const [field] = found;
    if (found.length > 1)
      throw new TrinoError("AMBIGUOUS_NAME", `Column '${names.join(".")}' is ambiguous`, at);
    if (field !== undefined) return { field, local: local && here.aliases !== true };
    local &&= here.aliases === true;
  }
  return undefined;
}

function matches(field: Field, names: readonly string[]): boolean {
  const name = names.at(-1);
  if (field.name === undefined || field.name.toLowerCase() !== name?.toLowerCase()) return false;
  const qualifier = names.slice(0, -1);
  if (qualifier.length === 0) return true;
  const relation = field.relation ?? [];
  const tail = relation.slice(relation.length - qualifier.length);
  return (
    qualifier.length <= relation.length &&
    qualifier.every((part, i) => part.toLowerCase() === tail[i]?.toLowerCase())
  );
}

/** `a.b.c` as its names, when it is nothing but names. */
export function dottedNames(node: Expression): Identifier[] | undefined {
  if (node.kind === "column") return [node.name];
  if (node.kind !== "field") return undefined;
  const base = dottedNames(node.base);
  return base && [...base, node.name];
}

export function columnNotFound(names: readonly string[], at: Position): TrinoError {
  const column = names.join(".");
  return new TrinoError(
    "COLUMN_NOT_FOUND",
    `Column '${column}' cannot be resolved or requester is not authorized to access requested resources`,
    at,
  );
}

/** Record in the facts that a field is used. */
export function useField(field: Field, local: boolean, env: Env): void {
  env.facts.fields.add(field);
  if (local && env.grouping !== undefined && env.aggregates !== "inside")
    env.facts.ungrouped = true;
}
