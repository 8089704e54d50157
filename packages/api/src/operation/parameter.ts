import type * as z from "zod";

/** A parameter of an operation. */
export interface Parameter {
  readonly name: string;
  readonly in: "query" | "path";
  readonly description: string;
  /** Of its value once it is read: the document and the check are the same schema. */
  readonly schema: z.ZodType;
  /** What its text is read as; default `text`. */
  readonly reading?: "text" | "number" | "boolean";
  /** One value, several as `a=1&a=2`, or several as `a=1,2`; default one. */
  readonly form?: "one" | "repeated" | "commas";
  /** Default: true in paths, false in queries. */
  readonly isRequired?: boolean;
  readonly example?: unknown;
}
