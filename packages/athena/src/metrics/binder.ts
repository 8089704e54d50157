import { quoteValue, type SqlValue } from "@cloudapi/core/sql";

/** Gives the text that stands for a value in a statement. Values are bound in the order in which they stand there. */
export type Bind = (value: SqlValue) => string;

/** Values as execution parameters: each stands as `?`. */
export function parameterBinder(): {
  readonly bind: Bind;
  readonly parameters: readonly SqlValue[];
} {
  const parameters: SqlValue[] = [];
  return {
    bind: (value) => {
      parameters.push(value);
      return "?";
    },
    parameters,
  };
}

/** Values as literals, for DDL, which takes no parameters. */
export function bindLiteral(value: SqlValue): string {
  return quoteValue(value);
}
