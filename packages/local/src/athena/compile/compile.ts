import type { Lookup } from "../catalog/lookup.ts";
import type { ParsedQuery } from "../syntax/query/parse.ts";
import { parseParameters } from "../syntax/query/parse-parameters.ts";
import { TrinoError } from "../types/trino-error.ts";
import type { SqlType } from "../types/types.ts";
import { compileExpression } from "./expression/compile-expression.ts";
import { compileQuery } from "./query/compile-query.ts";
import type { Compilation, Field, Scan } from "./scope/compilation.ts";

export interface CompileInput {
  readonly parsed: ParsedQuery;
  readonly database: string;
  readonly lookup: Lookup;
  readonly now: Date;
  /** The execution parameters: SQL text, one for each `?`. */
  readonly parameters: readonly string[];
}

/** A SELECT ready to run: DuckDB SQL, its columns, and what it reads. */
export interface CompiledStatement {
  readonly sql: string;
  /** `named` is false for a column that got its name, `_col0`, from its place. */
  readonly columns: readonly {
    readonly name: string;
    readonly type: SqlType;
    readonly named: boolean;
  }[];
  readonly scans: readonly Scan[];
}

/**
 * Translate one query of Athena SQL, as it was parsed, to DuckDB SQL.
 *
 * @throws {TrinoError} whatever Trino's analyzer would say, with line and column;
 * NOT_SUPPORTED naming the construct when the embedded engine has no exact translation
 */
export function compile(input: CompileInput): CompiledStatement {
  const { parsed } = input;
  const parameters = parseParameters(input.parameters, parsed.parameters);
  const compilation: Compilation = {
    lookup: input.lookup,
    now: input.now,
    parameters,
    scans: [],
    required: new Set(),
    text: parsed.text,
    rules: { expression: compileExpression, query: compileQuery },
    aliases: 0,
  };
  const compiled = compileQuery(parsed.query, {
    compilation,
    database: input.database,
    commonTables: new Map(),
    outer: undefined,
    views: [],
  });
  for (const column of compiled.columns)
    for (const field of column.needs) compilation.required.add(field);
  markRead(compilation.required);
  const columns = compiled.columns.map((column, i) => ({
    name: column.name ?? `_col${i}`,
    type: column.type,
    named: column.name !== undefined,
  }));
  if (columns.length === 0) throw new TrinoError("SYNTAX_ERROR", "The query has no columns");
  return { sql: compiled.sql, columns, scans: compilation.scans };
}

/** From the fields that are used, through subqueries, down to the columns of the tables. */
function markRead(fields: Iterable<Field>): void {
  const seen = new Set<Field>();
  const waiting = [...fields];
  for (let field = waiting.pop(); field !== undefined; field = waiting.pop()) {
    if (seen.has(field)) continue;
    seen.add(field);
    field.scanned?.scan.columns.add(field.scanned.column);
    waiting.push(...field.needs);
  }
}
