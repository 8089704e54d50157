import type { DataType, LeafType, ListType, MapType, StructType } from "@cloudapi/core";
import { absentOf, unwrapSchema } from "@cloudapi/core/internal";
import type { $ZodCheck, $ZodShape, $ZodType } from "zod/v4/core";
import { compileField } from "../checking/compile-field.ts";
import { fixedStorageOf } from "../columns/fixed-storage.ts";
import { type FlatField, flatField } from "../flat/flat-field.ts";

/** A column with others inside as the tree of what may stand in its bytes. */
export interface NestedPlan {
  readonly root: NestedNode;
  /** Those of the tree, in the order of its columns in a file. */
  readonly leaves: readonly LeafPlan[];
}

/** A place in the tree. */
export type NestedNode = StructPlan | ListPlan | MapPlan | LeafPlan;

/** What each place has. */
interface PlacePlan {
  /** Whether there may be nothing, without a default. */
  readonly mayLack: boolean;
  /** The definition level of a value that is there, and of one that is not. */
  readonly definition: number;
  readonly nothingDefinition: number;
  /** The first of its leaves, and how many there are. */
  readonly firstLeaf: number;
  readonly leafCount: number;
}

/** An object of named fields. */
export interface StructPlan extends PlacePlan {
  readonly kind: "struct";
  readonly fields: readonly { readonly name: string; readonly node: NestedNode }[];
}

/** A list of so many elements. */
export interface ListPlan extends PlacePlan {
  readonly kind: "list";
  readonly element: NestedNode;
  /** The repetition level of elements behind the first. */
  readonly repetition: number;
  readonly fewest: number;
  readonly most: number;
}

/** Values by name. */
export interface MapPlan extends PlacePlan {
  readonly kind: "map";
  readonly key: LeafPlan;
  readonly value: NestedNode;
  readonly repetition: number;
}

/** A value without others inside, as a field of its own has it. */
export interface LeafPlan extends PlacePlan {
  readonly kind: "leaf";
  readonly type: LeafType;
  readonly field: FlatField;
}

/** Levels are held in bytes, and numbers of leaves in few. */
const [MOST_LEVELS, MOST_LEAVES] = [255, 1_000] as const;

/**
 * The plan of a column whose fields are not judged together; `undefined` where values are asked for of which their bytes alone
 * tell too little.
 */
export function nestedPlan(
  column: { readonly type: DataType; readonly nullable: boolean },
  schema: $ZodType,
): NestedPlan | undefined {
  const leaves: LeafPlan[] = [];
  const at = { definition: 0, repetition: 0 };
  const root = new Planner(leaves).place({ schema, ...column, at });
  return root === undefined || leaves.length > MOST_LEAVES ? undefined : { root, leaves };
}

/** How many lists and objects a plan's values have in one another. */
export function depthOf(node: NestedNode): number {
  switch (node.kind) {
    case "struct":
      return 1 + Math.max(0, ...node.fields.map((field) => depthOf(field.node)));
    case "list":
      return 1 + depthOf(node.element);
    case "map":
      return 1 + depthOf(node.value);
    default:
      return 0;
  }
}

/** The levels of what is around a place. */
interface Around {
  readonly definition: number;
  readonly repetition: number;
}

interface Place {
  readonly schema: $ZodType;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly at: Around;
}

/** What is read of the schemas of objects, lists and maps. */
interface Definition {
  readonly type: string;
  readonly shape?: $ZodShape;
  readonly element?: $ZodType;
  readonly keyType?: $ZodType;
  readonly valueType?: $ZodType;
  readonly checks?: readonly $ZodCheck[];
}

class Planner {
  readonly #leaves: LeafPlan[];

  constructor(leaves: LeafPlan[]) {
    this.#leaves = leaves;
  }

  place({ schema, type, nullable, at }: Place): NestedNode | undefined {
    const unwrapped = unwrapSchema(schema);
    const absent = absentOf(unwrapped);
    const definition = at.definition + (nullable ? 1 : 0);
    if (definition > MOST_LEVELS) return undefined;
    const firstLeaf = this.#leaves.length;
    const place = {
      mayLack: nullable && (absent === "omit" || absent === "null") && !isExact(schema),
      definition,
      nothingDefinition: at.definition,
      firstLeaf,
    };
    const def = unwrapped.leaf._zod.def as unknown as Definition;
    const within = { definition, repetition: at.repetition };
    switch (type.kind) {
      case "struct":
        return this.#struct(type, def, place, within);
      case "list":
        return this.#list(type, def, place, within);
      case "map":
        return this.#map(type, def, place, within);
      default:
        return this.#leaf(type, schema, place);
    }
  }

  #struct(
    { fields }: StructType,
    { type, shape = {} }: Definition,
    place: Omit<PlacePlan, "leafCount">,
    at: Around,
  ): StructPlan | undefined {
    if (type !== "object" || fields.length === 0) return undefined;
    const nodes: { name: string; node: NestedNode }[] = [];
    for (const { name, ...rest } of fields) {
      const schema = Object.hasOwn(shape, name) ? shape[name] : undefined;
      const node = schema && this.place({ schema, ...rest, at });
      if (node === undefined) return undefined;
      nodes.push({ name, node });
    }
    return { kind: "struct", ...this.#counted(place), fields: nodes };
  }

  #list(
    { element, elementNullable }: ListType,
    def: Definition,
    place: Omit<PlacePlan, "leafCount">,
    at: Around,
  ): ListPlan | undefined {
    if (def.type !== "array" || def.element === undefined) return undefined;
    const within = repeated(at);
    const node = this.place({
      schema: def.element,
      type: element,
      nullable: elementNullable,
      at: within,
    });
    if (node === undefined) return undefined;
    const { repetition } = within;
    const lengths = lengthsOf(def.checks ?? []);
    return { kind: "list", ...this.#counted(place), element: node, repetition, ...lengths };
  }

  #map(
    { value, valueNullable }: MapType,
    def: Definition,
    place: Omit<PlacePlan, "leafCount">,
    at: Around,
  ): MapPlan | undefined {
    const isMap = def.type === "record" || def.type === "map";
    if (!isMap || def.keyType === undefined || def.valueType === undefined) return undefined;
    // Of keys that are listed, the record as a whole is asked.
    if (def.keyType._zod.values !== undefined) return undefined;
    const within = repeated(at);
    const key = this.place({
      schema: def.keyType,
      type: { kind: "string" },
      nullable: false,
      at: within,
    });
    if (key?.kind !== "leaf") return undefined;
    const node = this.place({
      schema: def.valueType,
      type: value,
      nullable: valueNullable,
      at: within,
    });
    if (node === undefined) return undefined;
    const { repetition } = within;
    return { kind: "map", ...this.#counted(place), key, value: node, repetition };
  }

  #leaf(
    type: LeafType,
    schema: $ZodType,
    place: Omit<PlacePlan, "leafCount">,
  ): LeafPlan | undefined {
    // Of JSON and long decimals a text is kept that is not the one in the bytes.
    const isText = type.kind !== "string" && fixedStorageOf(type) === undefined;
    if (isText) return undefined;
    const column = { name: "", type, nullable: place.mayLack };
    const checker = compileField(column, schema, undefined);
    if (checker.passes === undefined) return undefined;
    const leaf: LeafPlan = {
      kind: "leaf",
      ...place,
      leafCount: 1,
      type,
      field: flatField(column, schema, checker),
    };
    this.#leaves.push(leaf);
    return leaf;
  }

  #counted(place: Omit<PlacePlan, "leafCount">): PlacePlan {
    return { ...place, leafCount: this.#leaves.length - place.firstLeaf };
  }
}

function repeated({ definition, repetition }: Around): Around {
  return { definition: definition + 1, repetition: repetition + 1 };
}

/** Whether `z.exactOptional()` is around a schema: nothing in its place is not the same as no place. */
function isExact({ _zod }: $ZodType): boolean {
  const { innerType } = _zod.def as { readonly innerType?: $ZodType };
  return _zod.traits.has("$ZodExactOptional") || (innerType !== undefined && isExact(innerType));
}

interface LengthCheck {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly length?: number;
}

/** The fewest and the most elements, by the checks of a list's length, of which it has no others. */
function lengthsOf(checks: readonly $ZodCheck[]): { fewest: number; most: number } {
  let [fewest, most] = [0, Number.POSITIVE_INFINITY];
  for (const { _zod } of checks) {
    const { minimum, maximum, length } = _zod.def as LengthCheck;
    fewest = Math.max(fewest, minimum ?? length ?? 0);
    most = Math.min(most, maximum ?? length ?? Number.POSITIVE_INFINITY);
  }
  return { fewest: Math.ceil(fewest), most: Math.floor(most) };
}
