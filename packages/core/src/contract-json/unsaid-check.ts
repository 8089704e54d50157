import type * as z from "zod";
import type { UnsaidCheck } from "./contract-json.ts";

/** Under this key, what a contract that was made of JSON lacks travels with its schema. */
const UNSAID = "cloudapi.unsaid";

/** A schema that accepts the same values, and remembers what JSON could not say of it. */
export function withUnsaid<S extends z.ZodType>(schema: S, unsaid: readonly UnsaidCheck[]): S {
  if (unsaid.length === 0) return schema;
  return schema.refine(() => true, { params: { [UNSAID]: unsaid } });
}

/** What a check remembers of it. */
export function unsaidOfCheck(def: object): readonly UnsaidCheck[] | undefined {
  return (def as { params?: { [UNSAID]?: readonly UnsaidCheck[] } }).params?.[UNSAID];
}
