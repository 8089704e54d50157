// Athena's SQL as a tree, for the packages of CloudAPI. It may change in any release.
export {
  type ArithmeticOperator,
  type CommonTable,
  type CompareOperator,
  type Expression,
  type FrameBound,
  type GroupingElement,
  type Identifier,
  type Node,
  type Query,
  type QueryBody,
  type Relation,
  type Select,
  type SelectItem,
  type SortItem,
  type VersionClause,
  type Window,
} from "./ast.ts";
export {
  acceptSymbol,
  acceptWords,
  atQuery,
  atSymbol,
  atWords,
  type Cursor,
  expectEnd,
  expectSymbol,
  expectWords,
  identifier,
  list,
  mismatch,
  next,
  openCursor,
  parenthesized,
  peek,
  qualifiedName,
} from "./cursor.ts";
export { GRAMMAR, type ParsedQuery, parse, parsedQuery } from "./query/parse.ts";
export { parseAlias } from "./query/parse-alias.ts";
export { parseParameters } from "./query/parse-parameters.ts";
export { parseRelation } from "./query/parse-relation.ts";
export { parseType } from "./query/parse-type.ts";
export { type NamedTable, tablesOfQuery } from "./tables-of-query.ts";
export { type Token, tokenize } from "./tokenize.ts";
export { notSupported, type Position, TrinoError } from "./trino-error.ts";
export {
  arrayType,
  asDecimal,
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  decimalType,
  formatType,
  holdsMap,
  INTEGER,
  isFloating,
  isInteger,
  isNested,
  isNumeric,
  isOrderable,
  type NestedType,
  partsOf,
  REAL,
  type RowField,
  type SqlType,
  sameType,
  type TypedSql,
  timestampType,
  UNKNOWN,
  VARBINARY,
  VARCHAR,
  varcharType,
  zonedType,
} from "./types.ts";
