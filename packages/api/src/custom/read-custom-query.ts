import {
  type NamedTable,
  type ParsedQuery,
  parse,
  TrinoError,
  tablesOfQuery,
} from "@cloudapi/athena/internal/analysis";
import { didYouMean } from "@cloudapi/core/internal";
import { quoteIdentifier } from "@cloudapi/core/sql";
import type { EngineTable } from "../engine/query-engine.ts";
import { ProblemError } from "../http/problem.ts";

/** A query that may be run. */
export interface CustomQuery {
  readonly sql: string;
  readonly tables: readonly EngineTable[];
  readonly isVolatile: boolean;
}

interface CustomInput {
  readonly sql: string;
  readonly parameters: number;
  readonly maxRows: number;
}

/**
 * A query of a caller: one SELECT over tables that are named. It is parsed, and what is not understood is refused, so that
 * nothing is run that was not looked at.
 *
 * @param allowed the tables that may be read; a name without a database means the first of them that has it
 * @throws {ProblemError} 422 `NOT_A_SELECT`, `INVALID_QUERY`, `TABLE_NOT_ALLOWED`, `WRONG_PARAMETERS`
 */
export function readCustomQuery(
  { sql, parameters, maxRows }: CustomInput,
  allowed: readonly EngineTable[],
): CustomQuery {
  refuseStatement(sql);
  const parsed = parseQuery(sql.replace(/;\s{0,100}$/, ""));
  const { query } = parsed;
  const named = tablesOfQuery(query);
  const tables = named.map((each) => allowedTable(each, allowed));
  if (parsed.parameters !== parameters)
    throw refusal(
      "WRONG_PARAMETERS",
      `The query has ${parsed.parameters} places for values (?), and ${parameters} were given.`,
    );
  const statement = withDatabases(parsed, named, tables);
  return {
    sql: query.limit === undefined ? `${statement}\nLIMIT ${maxRows}` : statement,
    tables,
    isVolatile: VOLATILE.test(statement),
  };
}

/** Words of what is another with each run. Where they are but text or a name, a result is only kept for a shorter time. */
const VOLATILE =
  /\b(?:current_date|current_time|current_timestamp|localtime|localtimestamp|now|rand|random|shuffle|uuid)\b/i;

/** Names without a database have that of the table that was allowed: the engine's own may have another table of this name. */
function withDatabases(
  { query, text }: ParsedQuery,
  named: readonly NamedTable[],
  tables: readonly EngineTable[],
): string {
  const places = named
    .map(({ name, start }, i) => ({ start, isPlain: name.length === 1, ...tables[i] }))
    .filter(({ isPlain, database }) => isPlain && database !== undefined)
    .sort((a, b) => a.start - b.start);
  let statement = "";
  let end = query.start;
  for (const { start, database = "" } of places) {
    statement += `${text.slice(end, start)}${quoteIdentifier(database)}.`;
    end = start;
  }
  return statement + text.slice(end, query.end);
}

/** The tables that a query may name are those that this API shows. */
function allowedTable({ name, at }: NamedTable, allowed: readonly EngineTable[]): EngineTable {
  const [table = "", database, catalog] = name.toReversed();
  const found = allowed.find(
    (each) =>
      each.table.toLowerCase() === table &&
      (database === undefined || database === each.database?.toLowerCase()) &&
      (catalog === undefined || catalog === "awsdatacatalog"),
  );
  if (found !== undefined && name.length <= 3) return found;
  const names = allowed.map((each) => each.table);
  const near = didYouMean(table, names);
  const advice =
    near === undefined || near === table
      ? `It may read ${names.join(", ")}.`
      : `Did you mean "${near}"?`;
  throw refusal(
    "TABLE_NOT_ALLOWED",
    `line ${at.line}:${at.column}: ${JSON.stringify(name.join(".")).slice(0, 200)} is not a table that queries may read. ${advice}`,
  );
}

const STATEMENTS =
  /^(?:\s|--[^\n]*\n)*(alter|analyze|call|commit|create|deallocate|delete|deny|describe|drop|execute|explain|grant|insert|merge|msck|optimize|prepare|refresh|reset|revoke|rollback|set|show|start|truncate|unload|update|use|using|vacuum)\b/i;

function refuseStatement(sql: string): void {
  const keyword = STATEMENTS.exec(sql)?.[1];
  if (keyword !== undefined)
    throw refusal(
      "NOT_A_SELECT",
      `${keyword.toUpperCase()} is not run here: give one SELECT, which reads.`,
    );
}

function parseQuery(sql: string): ParsedQuery {
  try {
    return parse(sql);
  } catch (error) {
    if (error instanceof TrinoError) throw refusal("INVALID_QUERY", said(error));
    if (error instanceof RangeError) throw refusal("INVALID_QUERY", "It is nested too deeply.");
    throw error;
  }
}

function said({ located }: TrinoError): string {
  return located.replace(
    /The embedded Athena does not support (.{1,200}) \(see .{1,60}\)/,
    "$1 is not among what is run here",
  );
}

/** A refusal that names what it refuses. */
export function refusal(code: string, message: string): ProblemError {
  return new ProblemError({
    status: 422,
    code,
    title: "The query is not run.",
    detail: message,
    faults: [{ in: "body", name: "sql", message }],
  });
}
