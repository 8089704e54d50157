import type { Issue } from "@cloudapi/records";

/** What a check of one record or value gives: the value, or everything that is wrong with it. */
export type ValidationResult<T> =
  | { readonly valid: true; readonly value: T }
  | { readonly valid: false; readonly issues: readonly Issue[] };
