import type { Bind } from "@cloudapi/athena/internal";
import { quoteValue, type SqlValue } from "@cloudapi/core/sql";

/** Athena takes at most 1,024 characters as an execution parameter. */
const MAX_PARAMETER_CHARACTERS = 1_024;

/** Values as execution parameters; what is too long for one stands in the statement, quoted. */
export function bindValues(): { readonly bind: Bind; readonly parameters: readonly SqlValue[] } {
  const parameters: SqlValue[] = [];
  return { parameters, bind: bindTo(parameters) };
}

/** Puts values behind those that there are; what is too long for a parameter stands in the statement, quoted. */
export function bindTo(parameters: SqlValue[]): Bind {
  return (value) => {
    const literal = quoteValue(value);
    if (literal.length > MAX_PARAMETER_CHARACTERS) return literal;
    parameters.push(value);
    return "?";
  };
}
