import type * as z from "zod";
import { isTextKey } from "../types/nested-type.ts";
import { unwrapSchema } from "../types/unwrap-schema.ts";
import { isOpen, variantsOf } from "../types/variants.ts";

/** A schema inside another, and what its place is called: `.name` of a struct, `[]` of a list or a map. */
export interface SchemaInside {
  readonly place: string;
  readonly schema: z.core.$ZodType;
}

/** The schemas right inside an unwrapped one that have a place in rows; none where the schema itself is refused. */
export function schemasInside(leaf: z.core.$ZodType): readonly SchemaInside[] {
  const def = (leaf as z.core.$ZodTypes)._zod.def;
  switch (def.type) {
    case "object":
      return isOpen(def) ? [] : fieldsInside(def.shape);
    case "array":
      return [{ place: "[]", schema: def.element }];
    case "tuple": {
      const items = def.rest === null ? def.items : [...def.items, def.rest];
      return items.map((schema) => ({ place: "[]", schema }));
    }
    case "record":
    case "map":
      return isTextKey(def.keyType) ? [{ place: "[]", schema: def.valueType }] : [];
    case "union":
      return (variantsOf(leaf) ?? []).flatMap(({ schema }) => schemasInside(schema));
    default:
      return [];
  }
}

function fieldsInside(shape: Readonly<Record<string, z.core.$ZodType>>): SchemaInside[] {
  return Object.entries(shape).map(([name, schema]) => ({ place: `.${name}`, schema }));
}

/** So many structs, lists and maps may be inside one another. */
const MAX_NESTING = 32;
/** So many schemas may be inside a column: as many columns would be in a file. */
const MAX_INSIDE = 10_000;

/** Why a field is nested without end, or too much; to be known before anything else is asked of what is inside. */
export function nestingIssue(field: z.core.$ZodType): string | undefined {
  return new NestingWalk().look(field, []);
}

class NestingWalk {
  #seen = 0;

  look(schema: z.core.$ZodType, around: readonly z.core.$ZodType[]): string | undefined {
    const { leaf } = unwrapSchema(schema);
    if (around.includes(leaf))
      return "it is inside itself, and so of no certain depth; use json(), which keeps any JSON value as its text, in place of what repeats";
    if (around.length > MAX_NESTING)
      return `more than ${MAX_NESTING} structs, lists and maps are inside one another; use json(), which keeps any JSON value as its text, for what is deeper`;
    if (++this.#seen > MAX_INSIDE)
      return `more than ${MAX_INSIDE} values are inside it; use json(), which keeps any JSON value as its text, for what has so many parts`;
    for (const inside of schemasInside(leaf)) {
      const issue = this.look(inside.schema, [...around, leaf]);
      if (issue !== undefined) return issue;
    }
    return undefined;
  }
}
