import type * as z from "zod";

/** Under this key the bound of `json()` travels with its check, whatever is made of the schema. */
export const JSON_CHECK = "cloudapi.json";

/** The most bytes that a JSON text has where the contract doesn't say: 1 MiB. */
export const DEFAULT_JSON_BYTES = 1024 * 1024;

/** How large the JSON text of a column may be. */
export interface JsonSize {
  /** Bytes of UTF-8. */
  readonly maxBytes: number;
}

/** The bound of a schema made by `json()`, or `undefined`. */
export function jsonOfSchema({ checks = [] }: z.core.$ZodTypeDef): JsonSize | undefined {
  return checks.map(({ _zod }) => jsonOfCheck(_zod.def)).find((size) => size !== undefined);
}

/** The bound of a check made by `json()`, or `undefined`. */
export function jsonOfCheck(def: object): JsonSize | undefined {
  return (def as { params?: { [JSON_CHECK]?: JsonSize } }).params?.[JSON_CHECK];
}
