// What the packages of CloudAPI share with each other. It may change in any release: import from @cloudapi/core instead.
export { refuseNonDataset } from "./contract/refuse-non-dataset.ts";
export { didYouMean } from "./errors/did-you-mean.ts";
export { refuseUnknownOptions } from "./errors/refuse-unknown-options.ts";
export { isInPartitionRange } from "./partition/partition-path.ts";
export { decimalParts } from "./types/logical-type.ts";
export { typeFormatsOf } from "./types/logical-type-of-schema.ts";
export { unwrapSchema } from "./types/unwrap-schema.ts";
export type { DecimalFault } from "./values/normalize-decimal.ts";
export { normalizeDecimal } from "./values/normalize-decimal.ts";
