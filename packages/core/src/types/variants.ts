import type * as z from "zod";
import { unwrapSchema } from "./unwrap-schema.ts";

/** One of the objects that a discriminated union may be. */
export interface Variant {
  readonly schema: z.core.$ZodObject;
  /** What the discriminator is in this variant. */
  readonly values: ReadonlySet<unknown>;
}

/** The name of the field that tells the variants of a discriminated union apart; `undefined` for other unions. */
export function discriminatorOf(schema: z.core.$ZodType): string | undefined {
  return (schema._zod.def as { discriminator?: string }).discriminator;
}

/** The variants of a discriminated union; `undefined` when it is another union, or why it can't be told apart. */
export function variantsOf(schema: z.core.$ZodType): readonly Variant[] | undefined {
  const variants = readVariants(schema);
  return typeof variants === "string" ? undefined : variants;
}

/** The variants of a discriminated union, or what is against it; `undefined` for other unions. */
export function readVariants(schema: z.core.$ZodType): readonly Variant[] | string | undefined {
  const discriminator = discriminatorOf(schema);
  if (discriminator === undefined) return undefined;
  const { options, unionFallback } = schema._zod.def as z.core.$ZodDiscriminatedUnionDef & {
    options: readonly z.core.$ZodType[];
  };
  if (unionFallback === true)
    return "with unionFallback a value may be of any variant; leave unionFallback out";
  const variants: Variant[] = [];
  for (const option of options) {
    if (!isObjectSchema(option))
      return `each variant of a z.discriminatedUnion(...) must be a z.object(...) without anything around it, not z.${option._zod.def.type}(); use one z.discriminatedUnion(...) of all the objects`;
    const values = discriminatorValues(option._zod.def.shape[discriminator]);
    if (values === undefined)
      return `the discriminator "${discriminator}" must be a z.literal(...) or a z.enum(...) that is required in each variant; use these`;
    variants.push({ schema: option, values });
  }
  return variants;
}

function discriminatorValues(
  schema: z.core.$ZodType | undefined,
): ReadonlySet<unknown> | undefined {
  if (schema === undefined) return undefined;
  const { leaf, optional, nullable, defaultValue } = unwrapSchema(schema);
  const isRequired = !optional && !nullable && defaultValue === undefined;
  const { type } = leaf._zod.def;
  return isRequired && (type === "literal" || type === "enum") ? leaf._zod.values : undefined;
}

function isObjectSchema(schema: z.core.$ZodType): schema is z.core.$ZodObject {
  return schema._zod.def.type === "object";
}

/** Whether an object takes fields that it does not name, for which there is no column. */
export function isOpen({ catchall }: z.core.$ZodObjectDef): boolean {
  return catchall !== undefined && catchall._zod.def.type !== "never";
}
