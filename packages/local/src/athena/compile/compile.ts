import type { ParsedQuery, SqlType } from "@cloudapi/athena/internal/analysis";
import { notSupported, parseParameters, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { Lookup } from "../catalog/lookup.ts";
import { compilePlainCall } from "./expression/compile-call.ts";
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
    /** Whether its value may be another each time it is asked for. */
    readonly volatile: boolean;
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
    rules: { expression: compileExpression, query: compileQuery, plainCall: compilePlainCall },
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
  refuseUnread(compilation.scans);
  const columns = compiled.columns.map((column, i) => ({
    name: column.name ?? `_col${i}`,
    type: column.type,
    named: column.name !== undefined,
    volatile: column.volatile === true,
  }));
  if (columns.length === 0) throw new TrinoError("SYNTAX_ERROR", "The query has no columns");
  return { sql: compiled.sql, columns, scans: compilation.scans };
}

/** @throws {TrinoError} NOT_SUPPORTED for a column that is used and has a type that no value is read of */
function refuseUnread(scans: readonly Scan[]): void {
  for (const { table, columns } of scans)
    for (const { name, refused } of table.columns)
      if (refused !== undefined && columns.has(name))
        throw notSupported(`the column type ${refused} (column ${name})`);
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
