import type * as z from "zod";

/** A field's schema without its wrappers, and what the wrappers said. */
export interface UnwrappedSchema {
  /** The schema inside optional, nullable, default and readonly. */
  readonly leaf: z.core.$ZodType;
  readonly optional: boolean;
  readonly nullable: boolean;
  /** Gives the default value; absent when the field has none. */
  readonly defaultValue?: () => unknown;
  /** The schema that has the default, without it: what a value other than the default has to pass. */
  readonly withoutDefault?: z.core.$ZodType;
}

/** Take off `.optional()`, `.nullable()`, `.default()` and `.readonly()`, noting each. */
export function unwrapSchema(schema: z.core.$ZodType): UnwrappedSchema {
  const found: { -readonly [K in keyof Omit<UnwrappedSchema, "leaf">]: UnwrappedSchema[K] } = {
    optional: false,
    nullable: false,
  };
  let leaf = schema;
  for (;;) {
    const def = (leaf as z.core.$ZodTypes)._zod.def;
    if (def.type === "optional") found.optional = true;
    else if (def.type === "nullable") found.nullable = true;
    else if (def.type === "default") {
      found.defaultValue ??= () => def.defaultValue;
      found.withoutDefault ??= def.innerType;
    } else if (def.type !== "readonly") return { leaf, ...found };
    leaf = def.innerType;
  }
}

/** What zod is given for an absent value: nothing, `null`, or nothing in place of which there is a default or a fault. */
export type Absent = "omit" | "null" | "default" | "missing";

/** What is made of nothing at a place. */
export function absentOf({ optional, nullable, defaultValue }: UnwrappedSchema): Absent {
  if (defaultValue !== undefined) return "default";
  if (optional) return "omit";
  return nullable ? "null" : "missing";
}
