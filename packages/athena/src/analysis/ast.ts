import type { Position } from "./trino-error.ts";
import type { SqlType } from "./types.ts";

/** Where a node is, and the slice of the text it was read from. */
export interface Node {
  readonly at: Position;
  readonly start: number;
  readonly end: number;
}

/** A name as it is written. */
export interface Identifier extends Node {
  readonly name: string;
  readonly quoted: boolean;
}

/** What compares two values. */
export type CompareOperator = "=" | "<>" | "<" | "<=" | ">" | ">=";
/** What computes a number of two. */
export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";

/** What has a value. */
export type Expression = Node &
  (
    | { kind: "null" }
    | { kind: "boolean"; value: boolean }
    | { kind: "string"; value: string }
    | { kind: "binary"; hex: string }
    | { kind: "number"; form: "integer" | "decimal" | "double"; text: string }
    | { kind: "typed"; type: string; value: string }
    | { kind: "interval"; value: string; negative: boolean; unit: string; to: string | undefined }
    | { kind: "parameter"; index: number }
    | { kind: "column"; name: Identifier }
    | { kind: "field"; base: Expression; name: Identifier }
    | { kind: "call"; name: string; args: readonly Expression[]; call: CallDetails }
    | { kind: "lambda"; parameters: readonly Identifier[]; body: Expression }
    | { kind: "negate" | "plus"; value: Expression }
    | { kind: "arithmetic"; operator: ArithmeticOperator; left: Expression; right: Expression }
    | { kind: "concat"; left: Expression; right: Expression }
    | { kind: "compare"; operator: CompareOperator; left: Expression; right: Expression }
    | {
        kind: "quantified";
        operator: CompareOperator;
        quantifier: "all" | "any";
        left: Expression;
        query: Query;
      }
    | { kind: "logical"; operator: "and" | "or"; terms: readonly Expression[] }
    | { kind: "not"; value: Expression }
    | { kind: "is-null"; value: Expression }
    | { kind: "is-distinct"; left: Expression; right: Expression }
    | { kind: "between"; value: Expression; low: Expression; high: Expression }
    | { kind: "in"; value: Expression; list: readonly Expression[] }
    | { kind: "in-query"; value: Expression; query: Query }
    | { kind: "exists"; query: Query }
    | { kind: "subquery"; query: Query }
    | { kind: "like"; value: Expression; pattern: Expression; escape: Expression | undefined }
    | {
        kind: "case";
        operand: Expression | undefined;
        whens: readonly When[];
        otherwise: Expression | undefined;
      }
    | { kind: "cast"; value: Expression; type: SqlType; safe: boolean }
    | { kind: "at-time-zone"; value: Expression; zone: Expression }
    | { kind: "extract"; field: string; value: Expression }
    | { kind: "subscript"; base: Expression; index: Expression }
    | { kind: "row"; values: readonly Expression[] }
    | { kind: "array"; values: readonly Expression[] }
    | { kind: "now"; what: "date" | "timestamp" | "localtimestamp"; precision: number }
  );

/** A branch of CASE. */
export interface When {
  readonly when: Expression;
  readonly result: Expression;
}

/** What may stand around a function's arguments. */
export interface CallDetails {
  readonly star: boolean;
  readonly distinct: boolean;
  readonly orderBy: readonly SortItem[];
  readonly filter: Expression | undefined;
  readonly ignoreNulls: boolean;
  readonly over: Window | undefined;
  /** LISTAGG's ON OVERFLOW clause, when it is anything but ERROR. */
  readonly overflow: string | undefined;
}

/** What rows are sorted by. */
export interface SortItem {
  readonly value: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** Where the frame of a window begins or ends. */
export type FrameBound =
  | { kind: "unbounded-preceding" | "unbounded-following" | "current-row" }
  | { kind: "preceding" | "following"; value: Expression };

/** The rows that a window function looks at. */
export interface Window extends Node {
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[];
  readonly frame:
    | { unit: "rows" | "range" | "groups"; start: FrameBound; end: FrameBound | undefined }
    | undefined;
}

/** A query with its WITH, ORDER BY, OFFSET and LIMIT. */
export interface Query extends Node {
  readonly with: readonly CommonTable[];
  readonly body: QueryBody;
  readonly orderBy: readonly SortItem[];
  readonly offset: Expression | undefined;
  readonly limit: Expression | undefined;
}

/** A table of WITH. */
export interface CommonTable extends Node {
  readonly name: Identifier;
  readonly columns: readonly Identifier[] | undefined;
  readonly query: Query;
}

/** What a query is of: SELECT, VALUES, two of them, or one in parentheses. */
export type QueryBody = Node &
  (
    | { kind: "select"; select: Select }
    | { kind: "values"; rows: readonly (readonly Expression[])[] }
    | {
        kind: "set";
        operator: "union" | "intersect" | "except";
        all: boolean;
        left: QueryBody;
        right: QueryBody;
      }
    | { kind: "nested"; query: Query }
  );

/** A SELECT, clause by clause. */
export interface Select {
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: readonly Relation[];
  readonly where: Expression | undefined;
  readonly groupBy: readonly GroupingElement[] | undefined;
  readonly having: Expression | undefined;
}

/** What stands in a select list. */
export type SelectItem = Node &
  (
    | {
        kind: "expression";
        value: Expression;
        alias: Identifier | undefined;
        /** Where the expression is of a statement, and not of a SELECT: what messages call it. It is of one row alone. */
        clause?: string;
      }
    | { kind: "all"; relation: readonly Identifier[] | undefined }
    | { kind: "fields"; value: Expression; names: readonly Identifier[] | undefined }
  );

/** What rows are grouped by. */
export type GroupingElement =
  | { kind: "simple"; values: readonly Expression[] }
  | { kind: "rollup" | "cube" | "sets"; sets: readonly (readonly Expression[])[] };

/** Which version of a table is read: `FOR TIMESTAMP AS OF` or `FOR VERSION AS OF`, and a value. */
export interface VersionClause {
  readonly by: "timestamp" | "version";
  readonly value: Expression;
  readonly at: Position;
}

/** What stands in FROM. */
export type Relation = Node &
  (
    | {
        kind: "table";
        name: readonly Identifier[];
        version: VersionClause | undefined;
      }
    | { kind: "subquery"; query: Query; lateral: boolean }
    | { kind: "unnest"; values: readonly Expression[]; ordinality: boolean }
    | {
        kind: "alias";
        relation: Relation;
        alias: Identifier;
        columns: readonly Identifier[] | undefined;
        /** Where the relation stands for a table: the names in front of the table's own, outermost first. */
        qualifier?: readonly string[];
      }
    | {
        kind: "join";
        type: "cross" | "inner" | "left" | "right" | "full";
        left: Relation;
        right: Relation;
        on: Expression | undefined;
        using: readonly Identifier[] | undefined;
      }
  );
