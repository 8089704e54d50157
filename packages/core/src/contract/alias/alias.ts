import type * as z from "zod";

/** One name under which sources have a value, or several. */
export type SourceNamesInput = string | readonly string[];

/**
 * Names that columns have in sources, by column: `{ order_id: "order-id", ts: ["@timestamp", "time"] }`.
 *
 * A name with points is also a path into the record (`customer.name`). A field inside a column is named by its path:
 * `"items[].unit_price"`.
 */
export type AliasInput<S extends z.core.$ZodObject> = {
  readonly [K in keyof z.output<S> & string]?: SourceNamesInput | undefined;
} & { readonly [path: `${string}.${string}`]: SourceNamesInput | undefined };

/** The same with every value a list, frozen. */
export type Alias = Readonly<Record<string, readonly string[]>>;

/** An alias that has no issues, in full. */
export function completeAlias(
  input: Readonly<Record<string, SourceNamesInput | undefined>>,
): Alias {
  const entries = Object.entries(input).filter(([, names]) => names !== undefined);
  return Object.freeze(
    Object.fromEntries(
      entries.map(([target, names]) => [target, Object.freeze([names as SourceNamesInput].flat())]),
    ),
  );
}
