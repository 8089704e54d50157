export { escapeLike } from "./escape-like.ts";
export type { SqlDialect } from "./quote-identifier.ts";
export { quoteIdentifier } from "./quote-identifier.ts";
export { quoteLiteral } from "./quote-literal.ts";
export type { PlainValue, SqlValue, TypedValue } from "./quote-value.ts";
export { quoteValue } from "./quote-value.ts";
