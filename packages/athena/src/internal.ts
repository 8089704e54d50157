// What the packages of CloudAPI share with each other. It may change in any release: import from @cloudapi/athena instead.
export type { Bind } from "./metrics/binder.ts";
export { quoteColumn, quoteTable } from "./metrics/column-of.ts";
export { partitionPredicates } from "./metrics/range-predicates.ts";
export { nestedValue } from "./results/nested/nested-value.ts";
export { readJsonText } from "./results/nested/raw-value.ts";
