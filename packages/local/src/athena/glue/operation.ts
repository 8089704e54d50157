import type { Catalog } from "../catalog/catalog.ts";
import { invalidInput } from "./glue-error.ts";
import { COMMON } from "./shapes/members.ts";
import { readRequest, type Shapes, structure, type Values } from "./shapes/shape.ts";
import type { Tags } from "./tags.ts";

/** What an operation of the Glue Data Catalog works on. */
export interface GlueContext {
  readonly catalog: Catalog;
  readonly tags: Tags;
  readonly accountId: string;
  readonly region: string;
  readonly now: () => Date;
}

export type Output = Readonly<Record<string, unknown>>;

/** An operation, by its request as it came. */
export type Operation = (request: unknown, context: GlueContext) => Output;

/**
 * An operation: the members that its request must have, those that it may have, and what it does. What Glue knows beside is
 * refused by its name.
 */
export function operation<R extends Shapes, O extends Shapes>(
  name: string,
  members: { readonly required: R; readonly optional?: O },
  run: (input: Values<R> & Partial<Values<O>>, context: GlueContext) => Output,
): Operation {
  const optional = { ...members.optional, ...COMMON } as O & typeof COMMON;
  const shape = structure(name, members.required, optional);
  return (request, context) => {
    const input = readRequest(shape, request, name);
    const { CatalogId = context.accountId } = input as { readonly CatalogId?: string };
    if (CatalogId !== context.accountId)
      throw invalidInput(
        `The embedded Glue catalog is that of the account ${context.accountId}, not of ${CatalogId} (see docs/local.md)`,
      );
    return run(input as unknown as Values<R> & Partial<Values<O>>, context);
  };
}
