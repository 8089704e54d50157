import type { Expression } from "@cloudapi/athena/internal/analysis";

/** An expression as Trino prints it in messages: `(x + y)`; what isn't arithmetic or comparison stays as written. */
export function formatExpression(node: Expression, source: string): string {
  const inner = (each: Expression) => formatExpression(each, source);
  switch (node.kind) {
    case "arithmetic":
    case "compare":
      return `(${inner(node.left)} ${node.operator} ${inner(node.right)})`;
    case "logical":
      return `(${node.terms.map(inner).join(` ${node.operator.toUpperCase()} `)})`;
    case "negate":
      return `-${inner(node.value)}`;
    default:
      return source.slice(node.start, node.end);
  }
}
