import type { $ZodType } from "zod/v4/core";

/** What is read of a schema's or a check's definition. */
export interface ZodDefinition {
  readonly type?: string;
  readonly check?: string;
  readonly checks?: readonly { readonly _zod: { readonly def: object } }[];
  readonly coerce?: boolean;
  readonly innerType?: $ZodType;
  readonly options?: readonly $ZodType[];
  readonly inclusive?: boolean;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly fn?: unknown;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly value?: unknown;
}
