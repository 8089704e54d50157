import type { SqlValue } from "@cloudapi/core/sql";

/** A SQL statement as data: its text, with `?` where a value goes, and the values in that order. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** A frozen statement. */
export function statement(sql: string, parameters: readonly SqlValue[] = []): Statement {
  return Object.freeze({ sql, parameters: Object.freeze([...parameters]) });
}
