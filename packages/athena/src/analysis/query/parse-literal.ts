import type { Expression } from "../ast.ts";
import type { Cursor } from "../cursor.ts";
import { identifier, next, peek, span } from "../cursor.ts";
import type { Token } from "../tokenize.ts";

/** A number, with the sign that is part of it. */
export function number(cursor: Cursor, from: Token, sign: "" | "-"): Expression {
  const token = peek(cursor);
  const after = peek(cursor, 1);
  if (token.kind === "integer" && after.kind === "word" && after.start === token.end)
    identifier(cursor);
  next(cursor);
  return {
    kind: "number",
    form: token.kind as "integer",
    text: sign + token.text,
    ...span(cursor, from),
  };
}

/** `date '2025-01-01'`, `decimal '1.10'`, `double precision '1'`: a type's name and its text. */
export function typedLiteral(cursor: Cursor, token: Token): Expression {
  next(cursor);
  return {
    kind: "typed",
    type: token.value.toLowerCase(),
    value: next(cursor).value,
    ...span(cursor, token),
  };
}
