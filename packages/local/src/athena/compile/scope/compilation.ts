import type {
  CommonTable,
  Expression,
  Position,
  Query,
  SqlType,
  TypedSql,
} from "@cloudapi/athena/internal/analysis";
import type { Lookup, ScannedTable } from "../../catalog/lookup.ts";

/** A column that SQL can name: of a table, of a subquery, of an alias. */
export interface Field {
  readonly name: string | undefined;
  /** The names the relation goes by, outermost first: `["awsdatacatalog", "db", "t"]` or an alias. */
  readonly relation: readonly string[] | undefined;
  /** How DuckDB reads it: `r1.c0`. */
  readonly sql: string;
  /** The DuckDB relations that reading it needs: `r1`. */
  readonly sources: readonly string[];
  /** Set where it is a column of one DuckDB relation as it stands. */
  readonly place: ColumnPlace | undefined;
  readonly type: SqlType;
  /** Left out of `SELECT *`: `$path` and its like. */
  readonly hidden: boolean;
  /** The partition columns this value is a plain copy of, so that a predicate on it may prune. */
  readonly origins: readonly Origin[];
  /** The fields this one is computed from: read from storage only if this one is used. */
  readonly needs: readonly Field[];
  /** Set on a column of a scan. */
  readonly scanned: { readonly scan: Scan; readonly column: string } | undefined;
}

export interface ColumnPlace {
  readonly alias: string;
  readonly name: string;
}

export interface Origin {
  readonly scan: Scan;
  readonly column: string;
}

/** What names can be seen from an expression; a subquery also sees the scope around it. */
export interface Scope {
  readonly fields: readonly Field[];
  readonly outer: Scope | undefined;
  /** The names ORDER BY may use of the select list: the scope around them still belongs to the same query. */
  readonly aliases?: boolean;
}

/** One reading of one table by a query: what is asked of the storage. */
export interface Scan {
  readonly table: ScannedTable;
  /** The DuckDB relation that must exist before the query runs. */
  readonly relation: string;
  /** The table's columns that the query uses. */
  readonly columns: Set<string>;
  /** Predicates on partition columns alone, in DuckDB SQL. */
  readonly pruning: PruningPredicate[];
}

export interface PruningPredicate {
  readonly sql: string;
  /** Alias and column in `sql` → partition column. */
  readonly columns: readonly {
    readonly alias: string;
    readonly name: string;
    readonly column: string;
  }[];
  /** Of an Iceberg table: the predicate as comparisons of one column with constants, all of which hold where it does. */
  readonly tests?: readonly ColumnTest[];
  /** When the predicate is `column = constant` or `column IN (constants)`: the constants as DuckDB SQL. */
  readonly equals: readonly string[] | undefined;
}

/** A column compared with constants. */
export interface ColumnTest {
  readonly column: string;
  readonly kind: "in" | "lt" | "lte" | "gt" | "gte" | "null" | "not-null";
  /** One, but for `in`; DuckDB SQL of values that are compared as they are. */
  readonly values: readonly TypedSql[];
}

/** What one statement's compilation shares. */
export interface Compilation {
  readonly lookup: Lookup;
  readonly now: Date;
  readonly parameters: readonly Expression[];
  readonly scans: Scan[];
  readonly required: Set<Field>;
  readonly rules: Rules;
  aliases: number;
  /** The SQL being compiled, for messages that quote it. */
  text: string;
}

/** The rules that rules in other files come back to. */
export interface Rules {
  readonly expression: (node: Expression, env: Env) => Typed;
  readonly query: (query: Query, env: QueryEnv) => CompiledQuery;
  /** A call of a function by its signatures, whatever forms of its own it has. */
  readonly plainCall: (node: Extract<Expression, { kind: "call" }>, env: Env) => Piece;
}

/** What a query needs to know of where it stands. */
export interface QueryEnv {
  readonly compilation: Compilation;
  readonly database: string;
  readonly commonTables: ReadonlyMap<
    string,
    { readonly table: CommonTable; readonly env: QueryEnv }
  >;
  readonly outer: Scope | undefined;
  readonly views: readonly string[];
  /** Whether FROM may take apart what rows of the query around it hold: not below WHERE, nor in what IN searches. */
  readonly correlated?: "refused" | "searched";
}

/** What an expression needs to know of where it stands. */
export interface Env extends QueryEnv {
  readonly scope: Scope;
  readonly clause: string;
  /** Where the clause's own expression stands, for what may not be in it. */
  readonly clauseAt?: Position;
  /** The aggregate whose arguments are being compiled. */
  readonly within?: { readonly name: string; readonly at: Position };
  readonly aggregates: "allowed" | "refused" | "inside";
  readonly windows: "allowed" | "refused";
  readonly grouping: Grouping | undefined;
  readonly lambdas: ReadonlyMap<string, { readonly sql: string; readonly type: SqlType }>;
  readonly facts: Facts;
}

/** The expressions of GROUP BY: their DuckDB SQL → what stands for them after grouping. */
export interface Grouping {
  readonly keys: ReadonlyMap<string, string>;
}

/** What was met while an expression was compiled; an inner expression's facts flow outwards. */
export interface Facts {
  readonly fields: Set<Field>;
  aggregate: Expression | undefined;
  window: Expression | undefined;
  subquery: boolean;
  volatile: boolean;
  ungrouped: boolean;
  /** Evaluating it may fail (a division, a cast of text), so it must not run for rows that SQL would skip. */
  fallible: boolean;
}

/** What a rule for one kind of node gives back: DuckDB SQL with its Trino type, and what is known of it beside. */
export interface Piece extends TypedSql {
  /** The number, where it is a literal or made of literals. */
  readonly constant?: Constant | undefined;
  /** The field, where it is one and nothing else. */
  readonly field?: Field | undefined;
  /** The terms, where it is AND or OR. */
  readonly logic?: { readonly operator: "and" | "or"; readonly terms: readonly Typed[] };
}

/** A number that is known before the query runs; a `bigint` for whole types. */
export type Constant = bigint | number;

/** An expression as DuckDB SQL with its Trino type. */
export interface Typed extends Piece {
  readonly node: Expression;
  readonly facts: Facts;
}

/** A query as DuckDB SQL whose columns are named c0, c1, ... */
export interface CompiledQuery {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
}

export interface OutputColumn {
  readonly name: string | undefined;
  readonly type: SqlType;
  readonly hidden: boolean;
  readonly origins: readonly Origin[];
  readonly needs: readonly Field[];
  /** Whether its value may be another each time it is asked for; unset where it can't. */
  readonly volatile?: boolean;
}

export function newFacts(): Facts {
  return {
    fields: new Set(),
    aggregate: undefined,
    window: undefined,
    subquery: false,
    volatile: false,
    ungrouped: false,
    fallible: false,
  };
}

export function mergeFacts(into: Facts, from: Facts): void {
  for (const field of from.fields) into.fields.add(field);
  into.aggregate ??= from.aggregate;
  into.window ??= from.window;
  into.subquery ||= from.subquery;
  into.volatile ||= from.volatile;
  into.ungrouped ||= from.ungrouped;
  into.fallible ||= from.fallible;
}

/** How a relation's column of this number is read. */
export function columnAt(alias: string, index: number): Pick<Field, "sql" | "sources" | "place"> {
  const name = `c${index}`;
  return { sql: `${alias}.${name}`, sources: [alias], place: { alias, name } };
}

export function nextAlias(compilation: Compilation): string {
  compilation.aliases++;
  return `r${compilation.aliases}`;
}
