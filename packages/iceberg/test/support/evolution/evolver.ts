import type { LeafName, ModelField, ModelType, ModelValue } from "./fields.ts";

/** Numbers from 0 to below 1 that are the same for the same seed. */
type Random = () => number;

/** A step of a table's life: what its fields are then, and which have other names. */
export interface Evolution {
  readonly what: string;
  readonly fields: readonly ModelField[];
  readonly renames: Readonly<Record<string, string>>;
}

const WIDER: Partial<Record<LeafName, LeafName>> = {
  int32: "int64",
  float: "double",
  decimal9: "decimal18",
};
const LEAVES: readonly LeafName[] = [
  "int32",
  "int64",
  "float",
  "double",
  "decimal9",
  "decimal18",
  "string",
  "boolean",
  "date",
  "timestamp",
];

/** The event time and what tables are partitioned by: they may get another place, and stay what they are. */
const KEPT = ["at", "city"];

/** What may happen. */
export interface EvolverOptions {
  /** Whether fields that have others inside, and these, may get another name, or the name of one that went; default true. */
  readonly renamesNested?: boolean;
}

/** Makes tables, rows and evolutions at random. */
export class Evolver {
  readonly #random: Random;
  readonly #renamesNested: boolean;
  /** Names of fields that went, which others may get. */
  readonly #free: string[] = [];
  #lastId = 0;

  constructor(seed: number, { renamesNested = true }: EvolverOptions = {}) {
    this.#random = randomOf(seed);
    this.#renamesNested = renamesNested;
  }

  /** What a table begins with. */
  start(): readonly ModelField[] {
    const own = [
      this.#field("at", { leaf: "timestamp" }),
      this.#field("city", { leaf: "string" }),
      this.#field("n", { leaf: "int32" }),
      this.#field("place", this.#struct(1)),
      this.#field("items", { list: this.#struct(1) }),
      this.#field("sizes", { map: { leaf: "int32" } }),
    ];
    return [...own, this.#newField(2), this.#newField(2)];
  }

  /** The fields after one change of a random kind, at a random depth. */
  evolve(fields: readonly ModelField[]): Evolution {
    for (;;) {
      const kind = this.#pick(["add", "drop", "rename", "widen", "reorder"] as const);
      const evolved = this[kind](fields, "");
      if (evolved !== undefined) return { renames: {}, ...evolved };
    }
  }

  row(fields: readonly ModelField[]): ReadonlyMap<number, ModelValue> {
    const entries = fields.flatMap(({ id, name, type }): [number, ModelValue][] => {
      return name !== "at" && this.#random() < 0.15 ? [] : [[id, this.#value(type)]];
    });
    return new Map(entries);
  }

  add(fields: readonly ModelField[], path: string): Step | undefined {
    const inner = this.#inside(fields, path, (each, at) => this.add(each, at));
    if (inner !== undefined) return inner;
    const free = this.#free.find((name) => fields.every((each) => each.name !== name));
    const isFreed = free !== undefined && (path === "" || this.#renamesNested);
    const type = this.#type(this.#renamesNested ? 1 : 0);
    const field = isFreed ? this.#field(free, type) : this.#newField(1);
    const place = Math.floor(this.#random() * (fields.length + 1));
    return { what: `add ${path}${field.name}`, fields: fields.toSpliced(place, 0, field) };
  }

  drop(fields: readonly ModelField[], path: string): Step | undefined {
    const inner = this.#inside(fields, path, (each, at) => this.drop(each, at));
    if (inner !== undefined) return inner;
    const left = fields.filter(({ name }) => path !== "" || !KEPT.includes(name));
    if (left.length < 2) return undefined;
    const gone = this.#pick(left);
    this.#free.push(gone.name);
    return { what: `drop ${path}${gone.name}`, fields: fields.filter((each) => each !== gone) };
  }

  rename(fields: readonly ModelField[], path: string): Step | undefined {
    const inner = this.#renamesNested
      ? this.#inside(fields, path, (each, at) => this.rename(each, at))
      : undefined;
    if (inner !== undefined) return inner;
    const field = this.#pick(fields);
    if (path === "" && KEPT.includes(field.name)) return undefined;
    if (!this.#renamesNested && !("leaf" in field.type)) return undefined;
    const name = `renamed_${++this.#lastId}`;
    return {
      what: `rename ${path}${field.name} to ${name}`,
      fields: fields.map((each) => (each === field ? { ...each, name } : each)),
      renames: { [`${path}${name}`]: `${path}${field.name}` },
    };
  }

  widen(fields: readonly ModelField[], path: string): Step | undefined {
    const narrow = fields.filter(({ type }) => widened(type) !== undefined);
    const inner = this.#inside(fields, path, (each, at) => this.widen(each, at));
    if (inner !== undefined || narrow.length === 0) return inner;
    const field = this.#pick(narrow);
    const type = widened(field.type) as ModelType;
    return {
      what: `widen ${path}${field.name}`,
      fields: fields.map((each) => (each === field ? { ...each, type } : each)),
    };
  }

  reorder(fields: readonly ModelField[], path: string): Step | undefined {
    const inner = this.#inside(fields, path, (each, at) => this.reorder(each, at));
    if (inner !== undefined) return inner;
    if (fields.length < 2) return undefined;
    return { what: `reorder ${path}`, fields: [...fields.slice(1), ...fields.slice(0, 1)] };
  }

  /** The same inside a struct, or a list or map of structs, every other time. */
  #inside(
    fields: readonly ModelField[],
    path: string,
    change: (fields: readonly ModelField[], path: string) => Step | undefined,
  ): Step | undefined {
    const nested = fields.filter(({ type }) => structIn(type) !== undefined);
    if (nested.length === 0 || this.#random() < 0.5) return undefined;
    const field = this.#pick(nested);
    const { steps, struct } = structIn(field.type) as StructIn;
    const changed = change(struct, `${path}${field.name}${steps}.`);
    if (changed === undefined) return undefined;
    const type = withStruct(field.type, changed.fields);
    return {
      ...changed,
      fields: fields.map((each) => (each === field ? { ...each, type } : each)),
    };
  }

  #newField(depth: number): ModelField {
    return this.#field(`f${++this.#lastId}`, this.#type(depth));
  }

  #field(name: string, type: ModelType): ModelField {
    return { id: ++this.#lastId, name, type };
  }

  #type(depth: number): ModelType {
    if (depth === 0 || this.#random() < 0.6) return { leaf: this.#pick(LEAVES) };
    const kind = this.#pick(["struct", "list", "map"] as const);
    if (kind === "struct") return this.#struct(depth - 1);
    const part = this.#type(depth - 1);
    return kind === "list" ? { list: part } : { map: part };
  }

  #struct(depth: number): ModelType {
    return { struct: [this.#newField(depth), this.#newField(depth), this.#newField(0)] };
  }

  #value(type: ModelType): ModelValue {
    if ("leaf" in type) return this.#leaf(type.leaf);
    if ("struct" in type) return this.row(type.struct);
    // Not empty: PyIceberg makes no difference between that and none.
    const count = 1 + Math.floor(this.#random() * 2);
    const parts = Array.from({ length: count }, (_, i) => i);
    if ("list" in type) return parts.map(() => this.#value(type.list));
    return new Map(parts.map((i) => [`k${i}`, this.#value(type.map)]));
  }

  #leaf(name: LeafName): ModelValue {
    const n = Math.floor(this.#random() * 2000) - 1000;
    switch (name) {
      case "string":
        return this.#pick(["", "é", "Köln", "\u{1F600}", `text ${n}`]);
      case "boolean":
        return n > 0;
      case "date":
        return `20${10 + Math.abs(n % 20)}-02-0${1 + Math.abs(n % 9)}`;
      case "timestamp":
        return new Date(
          Date.UTC(2025, 0, 1 + (Math.abs(n) % 40), 0, 0, 0, Math.abs(n)),
        ).toISOString();
      case "decimal9":
      case "decimal18":
        return (n / 100).toFixed(2).replace(/^-0\.00$/, "0.00");
      case "float":
      case "double":
        return n / 8;
      default:
        return n;
    }
  }

  #pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random() * values.length)] as T;
  }
}

type Step = Omit<Evolution, "renames"> & Partial<Pick<Evolution, "renames">>;

interface StructIn {
  /** How one comes from the field to the struct. */
  readonly steps: string;
  readonly struct: readonly ModelField[];
}

function structIn(type: ModelType): StructIn | undefined {
  if ("struct" in type) return { steps: "", struct: type.struct };
  if ("leaf" in type) return undefined;
  const inner = structIn("list" in type ? type.list : type.map);
  return inner && { ...inner, steps: `[]${inner.steps}` };
}

function withStruct(type: ModelType, struct: readonly ModelField[]): ModelType {
  if ("list" in type) return { list: withStruct(type.list, struct) };
  return "map" in type ? { map: withStruct(type.map, struct) } : { struct };
}

/** A type with its leaf made wider, where that can be. */
function widened(type: ModelType): ModelType | undefined {
  if ("struct" in type) return undefined;
  if ("leaf" in type) {
    const leaf = WIDER[type.leaf];
    return leaf && { leaf };
  }
  if ("list" in type) {
    const list = widened(type.list);
    return list && { list };
  }
  const map = widened(type.map);
  return map && { map };
}

/** A linear congruential generator: small, and good enough to choose by. */
function randomOf(seed: number): Random {
  let state = BigInt(seed);
  return () => {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) % 2n ** 64n;
    return Number(state >> 33n) / 2 ** 31;
  };
}
