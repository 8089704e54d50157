import type {
  Expression,
  Identifier,
  Node,
  ParsedQuery,
  Query,
  Relation,
  Select,
  SelectItem,
} from "@cloudapi/athena/internal/analysis";
import type { StatementText } from "../../../../syntax/statement/parse-write.ts";

/** Makes the nodes of a query that a statement stands for, as if they stood at the statement's beginning. */
export interface QueryNodes {
  column(text: string): Expression;
  number(value: number): Expression;
  /** The first value whose condition holds; `undefined` stands for null. */
  firstOf(cases: readonly (readonly [Expression, Expression | undefined])[]): Expression;
  all(conditions: readonly Expression[]): Expression;
  isNull(value: Expression): Expression;
  isNotNull(value: Expression): Expression;
  /** A column under a name; of an expression of the statement, what messages call that. */
  item(value: Expression, alias: string, clause?: string): SelectItem;
  /** All columns, or those of a relation. */
  everything(relation?: readonly string[]): SelectItem;
  rowNumber(): Expression;
  truth(): Expression;
  row(values: readonly Expression[]): Expression;
  table(name: readonly Identifier[]): Relation;
  query(select: Pick<Select, "items" | "from" | "where">): Query;
  /** A query under the names of a relation, outermost first. */
  subquery(query: Query, relation: readonly string[]): Relation;
  leftJoin(left: Relation, right: Relation, on: Expression): Relation;
  parsed(query: Query): ParsedQuery;
}

/** The nodes for a statement. */
export function queryNodes(statement: StatementText): QueryNodes {
  const { text, at, parameters } = statement;
  const node: Node = { at, start: 0, end: 0 };
  return {
    ...expressionNodes(node),
    ...relationNodes(node),
    parsed: (query) => ({ text, query, parameters }),
  };
}

function identifier(name: string, node: Node): Identifier {
  return { name, quoted: true, ...node };
}

type ExpressionNodes = Pick<
  QueryNodes,
  "column" | "number" | "truth" | "row" | "rowNumber" | "firstOf" | "all" | "isNull" | "isNotNull"
>;

function expressionNodes(node: Node): ExpressionNodes {
  const isNull = (value: Expression): Expression => ({ kind: "is-null", value, ...node });
  return {
    column: (name) => ({ kind: "column", name: identifier(name, node), ...node }),
    number: (value) => ({ kind: "number", form: "integer", text: String(value), ...node }),
    truth: () => ({ kind: "boolean", value: true, ...node }),
    row: (values) => ({ kind: "row", values, ...node }),
    rowNumber: () => ({
      kind: "call",
      name: "row_number",
      args: [],
      call: { ...PLAIN, over: { partitionBy: [], orderBy: [], frame: undefined, ...node } },
      ...node,
    }),
    firstOf: (cases) => ({
      kind: "case",
      operand: undefined,
      whens: cases.map(([when, result = { kind: "null", ...node }]) => ({ when, result })),
      otherwise: undefined,
      ...node,
    }),
    all: (terms) => {
      const [only, another] = terms;
      if (only !== undefined && another === undefined) return only;
      return { kind: "logical", operator: "and", terms, ...node };
    },
    isNull,
    isNotNull: (value) => ({ kind: "not", value: isNull(value), ...node }),
  };
}

type RelationNodes = Omit<QueryNodes, keyof ExpressionNodes | "parsed">;

function relationNodes(node: Node): RelationNodes {
  return {
    item: (value, alias, clause) => ({
      kind: "expression",
      value,
      alias: identifier(alias, node),
      ...(clause === undefined ? {} : { clause }),
      ...node,
    }),
    everything: (relation) => ({
      kind: "all",
      relation: relation?.map((name) => identifier(name, node)),
      ...node,
    }),
    table: (name) => ({ kind: "table", name, version: undefined, ...node }),
    query: (select) => ({
      with: [],
      body: { kind: "select", select: { ...WHOLE, ...select }, ...node },
      orderBy: [],
      offset: undefined,
      limit: undefined,
      ...node,
    }),
    subquery: (query, relation) => ({
      kind: "alias",
      relation: { kind: "subquery", query, lateral: false, ...node },
      alias: identifier(relation.at(-1) ?? "", node),
      qualifier: relation.slice(0, -1),
      columns: undefined,
      ...node,
    }),
    leftJoin: (left, right, on) => ({
      kind: "join",
      type: "left",
      left,
      right,
      on,
      using: undefined,
      ...node,
    }),
  };
}

const WHOLE = { distinct: false, groupBy: undefined, having: undefined };

const PLAIN = {
  star: false,
  distinct: false,
  orderBy: [],
  filter: undefined,
  ignoreNulls: false,
  overflow: undefined,
};
