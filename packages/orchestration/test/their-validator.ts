import { createRequire } from "node:module";

interface Verdict {
  readonly isValid: boolean;
  readonly errors: readonly { readonly "Error code": string; readonly Message: string }[];
}

// It has no types that its package names, and it writes into what it is given.
const require = createRequire(import.meta.url);
const validate = require("asl-validator") as (definition: unknown) => Verdict;

/** What asl-validator finds wrong with a definition. */
export function theirErrors(definition: unknown): string[] {
  const { errors } = validate(JSON.parse(JSON.stringify(definition)));
  return errors.map((error) => `${error["Error code"]}: ${error.Message}`);
}
