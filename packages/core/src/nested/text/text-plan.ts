import type { SourceNames } from "../../contract/alias/source-names.ts";
import type { DataType, StructField } from "../../types/data-type.ts";

/** What is read of a dataset. */
interface Named {
  readonly columns: readonly StructField[];
  readonly alias: Readonly<Record<string, readonly string[]>>;
  readonly sourceNames?: SourceNames | undefined;
}

/** What has to be taken from a value's JSON text, since `JSON.parse` loses it: digits of a number, and keys that occur twice. */
export interface TextPlan {
  /** Whose digits are kept: of each number, of integers only, or of none. */
  readonly digits: "all" | "integers" | undefined;
  /** Whether the value is kept as text. */
  readonly isText: boolean;
  /** Whether an object is read here, so that each of its keys may occur only once. */
  readonly isObject: boolean;
  /** The value's fields that are read, when it is an object. */
  readonly fields: ReadonlyMap<string, TextPlan>;
  /** What is looked for in every other field; nothing where they are dropped. */
  readonly others: TextPlan | undefined;
  /** What is looked for in the elements, when the value is a list. */
  readonly elements: TextPlan | undefined;
}

const NO_FIELDS: ReadonlyMap<string, TextPlan> = new Map();
/** A value that `JSON.parse` reads as it is. */
const PLAIN: TextPlan = {
  digits: undefined,
  isText: false,
  isObject: false,
  fields: NO_FIELDS,
  others: undefined,
  elements: undefined,
};
const EXACT: TextPlan = { ...PLAIN, digits: "all" };
const TEXT: TextPlan = { ...PLAIN, isText: true };

/** The plan for records of a dataset, whatever names its columns have in them. */
export function planOfDataset(
  { columns, sourceNames }: Omit<Named, "alias">,
  exactTimes = false,
): TextPlan {
  const plan = planOfColumns(columns, exactTimes);
  if (sourceNames === undefined) return plan;
  return sourceNames.sources
    .map(({ path, type }) => path.reduceRight(planOfStep, planOfType(type, exactTimes)))
    .reduce(merge, plan);
}

function planOfStep(plan: TextPlan, step: string): TextPlan {
  return step === "[]"
    ? { ...PLAIN, elements: plan }
    : { ...PLAIN, isObject: true, fields: new Map([[step, plan]]) };
}

/** Whatever either of two plans looks for. */
function merge(one: TextPlan, other: TextPlan): TextPlan {
  const fields = new Map(one.fields);
  for (const [name, plan] of other.fields) {
    const known = fields.get(name);
    fields.set(name, known === undefined ? plan : merge(known, plan));
  }
  return {
    digits: one.digits ?? other.digits,
    isText: one.isText || other.isText,
    isObject: one.isObject || other.isObject,
    fields,
    others: one.others ?? other.others,
    elements:
      one.elements && other.elements
        ? merge(one.elements, other.elements)
        : (one.elements ?? other.elements),
  };
}

/** The plan for records with these columns. */
export function planOfColumns(
  columns: readonly Pick<StructField, "name" | "type">[],
  exactTimes = false,
): TextPlan {
  return {
    ...PLAIN,
    isObject: true,
    fields: new Map(columns.map(({ name, type }) => [name, planOfType(type, exactTimes)])),
  };
}

function planOfType(type: DataType, exactTimes: boolean): TextPlan {
  switch (type.kind) {
    case "struct":
      return planOfColumns(type.fields, exactTimes);
    case "list":
      return { ...PLAIN, elements: planOfType(type.element, exactTimes) };
    case "map":
      return { ...PLAIN, isObject: true, others: planOfType(type.value, exactTimes) };
    case "json":
      return TEXT;
    case "decimal":
    case "int32":
    case "int64":
      return EXACT;
    case "timestamp":
    case "date":
      return exactTimes ? EXACT : PLAIN;
    default:
      return PLAIN;
  }
}

/**
 * The plan for records that a map is given: whatever it may make of them, integers keep their digits, and so do numbers
 * under the names of columns that are exact; what is under the name of a `json()` column is text.
 */
export function planOfMapped({ columns, alias }: Named, exactTimes = false): TextPlan {
  const fields = new Map<string, TextPlan>();
  const any: { -readonly [K in keyof TextPlan]: TextPlan[K] } = {
    ...PLAIN,
    digits: "integers",
    isObject: true,
    fields,
  };
  [any.others, any.elements] = [any, any];
  const kinds = new Map<string, string>();
  function note(name: string, type: DataType): void {
    const kind = kindOfPlan(type, exactTimes);
    const isOne = (kinds.get(name) ?? kind) === kind;
    kinds.set(name, isOne ? kind : "");
    fields.set(name, isOne ? namedPlan(type, any, exactTimes) : any);
    noteInside(type);
  }
  function noteInside(type: DataType): void {
    if (type.kind === "struct") for (const field of type.fields) note(field.name, field.type);
    else if (type.kind === "list") noteInside(type.element);
    else if (type.kind === "map") noteInside(type.value);
  }
  for (const { name, type } of columns) {
    note(name, type);
    for (const other of alias[name] ?? []) {
      note(other, type);
      note(other.slice(other.lastIndexOf(".") + 1), type);
    }
  }
  return any;
}

/** What of a type makes a plan, as text. */
function kindOfPlan(type: DataType, exactTimes: boolean): string {
  if (type.kind === "list") return `[${kindOfPlan(type.element, exactTimes)}]`;
  if (type.kind === "map") return `{${kindOfPlan(type.value, exactTimes)}}`;
  return planOfType(type, exactTimes).digits ?? (type.kind === "json" ? "text" : "any");
}

function namedPlan(type: DataType, any: TextPlan, exactTimes: boolean): TextPlan {
  if (type.kind === "list") return { ...any, elements: namedPlan(type.element, any, exactTimes) };
  if (type.kind === "map") return { ...any, others: namedPlan(type.value, any, exactTimes) };
  if (type.kind === "json") return TEXT;
  return planOfType(type, exactTimes).digits === "all" ? { ...any, digits: "all" } : any;
}

/** Whether a plan has anything that is not told by the values alone. */
export function hasTexts(plan: TextPlan): boolean {
  return [...within(plan)].some(({ isText }) => isText);
}

/** Whether a plan keeps the digits of any number. */
export function hasDigits(plan: TextPlan): boolean {
  return [...within(plan)].some(({ digits }) => digits !== undefined);
}

/** A plan and all that are in it, which may be itself. */
function within(plan: TextPlan, found = new Set<TextPlan>()): ReadonlySet<TextPlan> {
  if (found.has(plan)) return found;
  found.add(plan);
  for (const inside of [...plan.fields.values(), plan.others, plan.elements])
    if (inside !== undefined) within(inside, found);
  return found;
}
