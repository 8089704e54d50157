import type { Expression } from "../ast.ts";
import { expectEnd, openCursor } from "../cursor.ts";
import { TrinoError } from "../trino-error.ts";
import { GRAMMAR } from "./parse.ts";

/**
 * Read execution parameters as Athena does: each is SQL text, so `'2025-01-15'` is a string, `12` a number and
 * an unquoted `2025-01-15` the number 2009; what doesn't parse, or names a column, is a string as it stands.
 * Parameters for a query without any `?` are left out.
 *
 * @throws {TrinoError} INVALID_PARAMETER_USAGE when there are more or fewer than `?`
 */
export function parseParameters(texts: readonly string[], count: number): Expression[] {
  if (count === 0) return [];
  if (texts.length !== count) {
    throw new TrinoError(
      "INVALID_PARAMETER_USAGE",
      `Incorrect number of parameters: expected ${count} but found ${texts.length}`,
      { line: 1, column: 1 },
    );
  }
  return texts.map((text) => parseParameter(text) ?? literal(text));
}

function parseParameter(text: string): Expression | undefined {
  try {
    const cursor = openCursor(text, GRAMMAR);
    const value = GRAMMAR.expression(cursor);
    expectEnd(cursor);
    return cursor.parameters > 0 || namesColumn(value) ? undefined : value;
  } catch (error) {
    if (error instanceof TrinoError && error.errorName === "SYNTAX_ERROR") return undefined;
    throw error;
  }
}

function namesColumn(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return false;
  if ("kind" in node && (node.kind === "column" || node.kind === "field")) return true;
  return Object.values(node).some(namesColumn);
}

function literal(text: string): Expression {
  return { kind: "string", value: text, at: { line: 1, column: 1 }, start: 0, end: text.length };
}
