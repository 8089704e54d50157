import { boundOf, type FieldJson } from "../contract-json/contract-json.ts";
import { requiredKeys } from "../contract-json/required-keys.ts";

/** How one field's checks relate to another's: the values that they accept are the same, fewer, more, or others. */
export type ChecksRelation = "same" | "narrowed" | "widened" | "changed";

/** How the checks of the field `is` relate to those of `was`, as far as JSON says them; what is inside is compared elsewhere. */
export function compareChecks(was: FieldJson, is: FieldJson): ChecksRelation {
  return together([
    valuesRelation(was.enum, is.enum),
    lowest(was, is),
    highest(was, is),
    ...LEAST.map((name) => boundRelation(was[name], is[name], 1)),
    ...MOST.map((name) => boundRelation(was[name], is[name], -1)),
    ...LISTS.map((name) => listRelation(was[name], is[name])),
    optionsRelation(was.anyOf, is.anyOf),
    variantsRelation(was.variants, is.variants),
    flagRelation(was.isNumber === true, is.isNumber === true),
    was.type === "timestamp" && is.type === "timestamp"
      ? flagRelation(was.offset !== true, is.offset !== true)
      : "same",
    listRelation(asList(was.digits), asList(is.digits)),
    was.key !== undefined && is.key !== undefined ? compareChecks(was.key, is.key) : "same",
    listRelation(requiredKeys(was), requiredKeys(is)),
  ]);
}

/** Whether a field accepts less than its type does. */
export function hasChecks(field: FieldJson | undefined): boolean {
  if (field === undefined) return false;
  const { type } = field;
  return compareChecks({ type, ...(type === "timestamp" && { offset: true }) }, field) !== "same";
}

const LEAST = ["minLength", "minItems"] as const;
const MOST = ["maxLength", "maxItems", "maxBytes"] as const;
const LISTS = ["patterns", "formats", "startsWith", "endsWith", "includes", "multipleOf"] as const;

function together(relations: readonly ChecksRelation[]): ChecksRelation {
  const found = new Set(relations.filter((each) => each !== "same"));
  const [only] = found;
  if (only === undefined) return "same";
  return found.size === 1 ? only : "changed";
}

/** Allowed values: none named means all. */
function valuesRelation(was: FieldJson["enum"], is: FieldJson["enum"]): ChecksRelation {
  return opposite(listRelation(was, is, true));
}

function opposite(relation: ChecksRelation): ChecksRelation {
  if (relation === "narrowed") return "widened";
  return relation === "widened" ? "narrowed" : relation;
}

/** Things all of which have to hold (or, with `isChoice`, one of them, where none named is all of them): the more, the narrower. */
function listRelation(
  was: readonly unknown[] | undefined,
  is: readonly unknown[] | undefined,
  isChoice = false,
): ChecksRelation {
  if (isChoice && (was === undefined || is === undefined)) {
    if (was === is) return "same";
    return was === undefined ? "widened" : "narrowed";
  }
  const [a, b] = [textsOf(was), textsOf(is)];
  const isIn = [...a].every((each) => b.has(each));
  const isAround = [...b].every((each) => a.has(each));
  if (isIn && isAround) return "same";
  if (isIn) return "narrowed";
  return isAround ? "widened" : "changed";
}

function textsOf(values: readonly unknown[] = []): Set<string> {
  return new Set(values.map((value) => JSON.stringify(value)));
}

function asList(value: unknown): unknown[] {
  return value === undefined ? [] : [value];
}

/** Alternatives: each one more widens. */
function optionsRelation(was: FieldJson["anyOf"], is: FieldJson["anyOf"]): ChecksRelation {
  if (was === undefined && is === undefined) return "same";
  if (was === undefined) return "narrowed";
  return is === undefined ? "widened" : opposite(listRelation(was, is));
}

/** One struct and several accept different values, of which it is not looked for those that they have in common. */
function variantsRelation(was: FieldJson["variants"], is: FieldJson["variants"]): ChecksRelation {
  const isOneOnly = (was === undefined) !== (is === undefined);
  return isOneOnly ? "changed" : optionsRelation(was, is);
}

/** Something that narrows when it is there. */
function flagRelation(was: boolean, is: boolean): ChecksRelation {
  if (was === is) return "same";
  return is ? "narrowed" : "widened";
}

/** A bound of which the greater (`sign` 1) or the smaller (-1) is the narrower. */
function boundRelation(
  was: number | bigint | undefined,
  is: number | bigint | undefined,
  sign: 1 | -1,
): ChecksRelation {
  if (was === is) return "same";
  if (was === undefined) return "narrowed";
  if (is === undefined) return "widened";
  return is > was === (sign === 1) ? "narrowed" : "widened";
}

interface Bound {
  readonly value: number | bigint;
  readonly isOpen: boolean;
}

function lowest(was: FieldJson, is: FieldJson): ChecksRelation {
  const of = (field: FieldJson) => bound(field.minimum, field.exclusiveMinimum, (a, b) => a > b);
  return edgeRelation(of(was), of(is), 1);
}

function highest(was: FieldJson, is: FieldJson): ChecksRelation {
  const of = (field: FieldJson) => bound(field.maximum, field.exclusiveMaximum, (a, b) => a < b);
  return edgeRelation(of(was), of(is), -1);
}

/** The narrower of two bounds of a field. */
function bound(
  closed: number | string | undefined,
  open: number | string | undefined,
  isPast: (a: number | bigint, b: number | bigint) => boolean,
): Bound | undefined {
  const [a, b] = [closed, open].map((each) => (each === undefined ? undefined : boundOf(each)));
  if (b !== undefined && (a === undefined || !isPast(a, b))) return { value: b, isOpen: true };
  return a === undefined ? undefined : { value: a, isOpen: false };
}

function edgeRelation(was: Bound | undefined, is: Bound | undefined, sign: 1 | -1): ChecksRelation {
  if (was && is && isSame(was.value, is.value)) return flagRelation(was.isOpen, is.isOpen);
  return boundRelation(was?.value, is?.value, sign);
}

/** A number and a bigint may be of one value. */
function isSame(a: number | bigint, b: number | bigint): boolean {
  return !(a < b) && !(a > b);
}
