import type { Expression } from "./ast.ts";
import { expectEnd, openCursor } from "./cursor.ts";
import { GRAMMAR } from "./parse.ts";
import { TrinoError } from "./trino-error.ts";

/**
 * Read execution parameters, which Athena takes as SQL text: `'2025-01-15'` is a string, `12` a
 * number, and an unquoted `2025-01-15` the number 2009.
 *
 * @throws {TrinoError} INVALID_PARAMETER_USAGE when there are more or fewer than `?`
 */
export function parseParameters(texts: readonly string[], count: number): Expression[] {
  if (texts.length !== count) {
    throw new TrinoError("INVALID_PARAMETER_USAGE", `Incorrect number of parameters: expected ${count} but found ${texts.length}`, { line: 1, column: 1 });
  }
  return texts.map((text) => {
    const cursor = openCursor(text, GRAMMAR);
    const value = GRAMMAR.expression(cursor);
    expectEnd(cursor);
    if (cursor.parameters > 0) throw new TrinoError("INVALID_PARAMETER_USAGE", "A parameter can't contain ?", value.at);
    refuseNames(value);
    return value;
  });
}

function refuseNames(value: Expression): void {
  if (value.kind === "column" || value.kind === "field") {
    throw new TrinoError("EXPRESSION_NOT_CONSTANT", "Constant expression cannot contain column references", value.at);
  }
}
