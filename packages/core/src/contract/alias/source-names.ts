import type { DataType, StructField } from "../../types/data-type.ts";
import { putField } from "../../values/put-field.ts";
import type { Alias } from "./alias.ts";
import { type AliasTarget, aliasTarget, ELEMENTS } from "./alias-target.ts";
import { type NameIssue, nameIssue } from "./name-issue.ts";

/** What a contract's aliases make of records. */
export interface SourceNames {
  /** A record with its fields under the columns' own names. The one that is passed stays as it is. */
  readonly rename: (record: object) => Renamed;
  /** Where values come from, by their names in sources, and what they have to become. */
  readonly sources: readonly { readonly path: readonly string[]; readonly type: DataType }[];
}

/** A record whose fields have the columns' names. */
export interface Renamed {
  readonly record: Record<string, unknown>;
  /** What is wrong with fields that have a value under more than one name. */
  readonly issues: readonly NameIssue[];
}

/** What is renamed at one place of a record. */
interface Place {
  /** By field: its names in sources. */
  readonly names: Map<string, readonly string[]>;
  /** Names in sources that are no path. */
  readonly taken: Set<string>;
  /** The places inside, by the steps to them. */
  readonly inside: Map<string, Place>;
  /** What stays, by name. */
  readonly fields: Map<string, DataType>;
  readonly paths: Paths;
}

/** Paths to values that are taken; at the end of each the name that it is. */
interface Paths extends Map<string, Paths | string> {}

/** The names that columns have in sources, made ready; `alias` has no issues. */
export function sourceNames(
  columns: readonly StructField[],
  alias: Alias,
): SourceNames | undefined {
  const targets = Object.entries(alias).flatMap(([path, names]) => {
    const target = aliasTarget(columns, path);
    return target === undefined ? [] : [{ ...target, names }];
  });
  if (targets.length === 0) return undefined;
  const root = newPlace(columns);
  for (const { holder, field, siblings, names } of targets) {
    const place = placeAt(root, holder, siblings);
    place.names.set(field.name, names);
    for (const name of names) {
      place.taken.add(name);
      addPath(place.paths, name);
    }
  }
  return {
    sources: sourcesOf(targets),
    rename(record) {
      const issues: NameIssue[] = [];
      return { record: renameFields(root, record, [], issues), issues };
    },
  };
}

/** Every path to a value of a target, through objects that have other names themselves; the innermost names come first. */
function sourcesOf(
  targets: readonly (AliasTarget & { readonly names: readonly string[] })[],
): SourceNames["sources"] {
  const sources: { path: readonly string[]; type: DataType }[] = [];
  const inward = targets.toSorted((one, other) => other.holder.length - one.holder.length);
  for (const { holder, field, names } of inward) {
    const own = [...holder, field.name];
    const inside = sources.filter(({ path }) => own.every((step, at) => path[at] === step));
    const steps = names.flatMap((name) =>
      name.includes(".") ? [[name], name.split(".")] : [[name]],
    );
    for (const each of steps) {
      sources.push({ path: [...holder, ...each], type: field.type });
      for (const { path, type } of inside)
        sources.push({ path: [...holder, ...each, ...path.slice(own.length)], type });
    }
  }
  return sources;
}

function newPlace(fields: readonly StructField[]): Place {
  return {
    names: new Map(),
    taken: new Set(),
    inside: new Map(),
    fields: new Map(fields.map(({ name, type }) => [name, type])),
    paths: new Map(),
  };
}

function placeAt(root: Place, steps: readonly string[], fields: readonly StructField[]): Place {
  let place = root;
  for (const step of steps) {
    let next = place.inside.get(step);
    if (next === undefined) {
      next = newPlace(fields);
      place.inside.set(step, next);
    }
    place = next;
  }
  for (const { name, type } of fields) place.fields.set(name, type);
  return place;
}

function addPath(paths: Paths, name: string): void {
  const steps = name.split(".");
  const last = steps.pop() as string;
  if (steps.length === 0) return;
  let at = paths;
  for (const step of steps) {
    let next = at.get(step);
    if (typeof next === "string") return;
    if (next === undefined) {
      next = new Map();
      at.set(step, next);
    }
    at = next;
  }
  at.set(last, name);
}

function renameFields(
  place: Place,
  object: object,
  path: readonly (string | number)[],
  issues: NameIssue[],
): Record<string, unknown> {
  const { names, taken, fields, paths, inside } = place;
  const renamed: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object)) {
    const into = paths.get(key);
    if (taken.has(key)) continue;
    const isPath = typeof into === "object" && isPlain(value);
    if (!isPath) putField(renamed, key, value);
    else if (!fields.has(key)) copyRest(value, into, key, object, renamed);
    else renamed[key] = withoutTaken(value, into, { place, field: key, record: object });
  }
  for (const [field, others] of names) {
    const found = [field, ...others].filter((name) => (valueOf(object, name) ?? null) !== null);
    const [first] = found;
    if (first !== undefined) renamed[field] = valueOf(object, first);
    if (found.length > 1) issues.push(nameIssue([...path, field], found));
  }
  for (const [field, next] of inside)
    if (Object.hasOwn(renamed, field))
      renamed[field] = renameInside(next, renamed[field], [...path, field], issues);
  return renamed;
}

function renameInside(
  place: Place,
  value: unknown,
  path: readonly (string | number)[],
  issues: NameIssue[],
): unknown {
  if (isPlain(value)) return renameFields(place, value, path, issues);
  const elements = Array.isArray(value) ? place.inside.get(ELEMENTS) : undefined;
  if (elements === undefined) return value;
  return (value as readonly unknown[]).map((each, at) =>
    renameInside(elements, each, [...path, at], issues),
  );
}

/** What is left of an object from which values are taken, each under its path: it is dropped by that name. */
function copyRest(
  value: object,
  paths: Paths,
  path: string,
  record: object,
  rest: Record<string, unknown>,
): void {
  for (const [key, inside] of Object.entries(value)) {
    const into = paths.get(key);
    const isTaken = typeof into === "string" && (ownValue(record, into) ?? null) === null;
    if (isTaken) continue;
    if (typeof into === "object" && isPlain(inside))
      copyRest(inside, into, `${path}.${key}`, record, rest);
    else rest[`${path}.${key}`] = inside;
  }
}

/** A struct without the values that are read as other columns, but for its own fields, by whatever name. */
function withoutTaken(
  value: object,
  paths: Paths,
  { place, field, record }: { place: Place; field: string; record: object },
): object {
  const type = place.fields.get(field);
  if (type?.kind !== "struct") return value;
  const own = place.inside.get(field) ?? newPlace([]);
  const inside = { ...own, fields: new Map(type.fields.map((each) => [each.name, each.type])) };
  const left: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value as Record<string, unknown>)) {
    const into = paths.get(key);
    const isOwn = inside.fields.has(key) || own.taken.has(key) || own.paths.has(key);
    if (!isOwn && typeof into === "string" && (ownValue(record, into) ?? null) === null) continue;
    const isPath = typeof into === "object" && isPlain(each);
    const rest = isPath ? withoutTaken(each, into, { place: inside, field: key, record }) : each;
    putField(left, key, rest);
  }
  return left;
}

/** What is under a name: the field of exactly that name, else what is at the end of the path. */
function valueOf(object: object, name: string): unknown {
  const own = ownValue(object, name) ?? null;
  if (own !== null || !name.includes(".")) return own;
  let value: unknown = object;
  for (const step of name.split(".")) value = isPlain(value) ? ownValue(value, step) : undefined;
  return value;
}

function ownValue(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}

/** Whether a value is an object as JSON has them, and not a list, a date or JSON text. */
function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
