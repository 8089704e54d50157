import {
  type Dataset,
  type Partition,
  type PartitionKey,
  parseDate,
  partitionColumns,
} from "@cloudapi/core";
import { aliasTarget } from "@cloudapi/core/internal";
import { type NamedNode, type NodeContext, structNode } from "./compile-node.ts";
import type { SparkRefusal } from "./refusal.ts";

/** A contract as the data part of a job has it. */
export interface SparkContract {
  readonly name: string;
  readonly hash: string;
  readonly strict: boolean;
  readonly event_time: string | null;
  readonly partition: SparkPartition | null;
  /** What is renamed at the places of a record. */
  readonly renames: RenamePlace | null;
  readonly aliases: Readonly<Record<string, string>>;
  readonly columns: readonly NamedNode[];
}

interface SparkPartition {
  readonly range: { readonly from: string; readonly to: string };
  /** First and last instant in milliseconds, or day, of the event time; absent without a granularity. */
  readonly bounds?: readonly [number, number];
  readonly keys: readonly object[];
  /** The folders that spell the event time, with Spark's patterns for them. */
  readonly times: readonly (readonly [name: string, pattern: string])[];
}

interface RenamePlace {
  readonly names: Record<string, readonly string[]>;
  readonly inside: Record<string, RenamePlace>;
}

const DAY_MS = 86_400_000;
const PATTERNS = { year: "yyyy", month: "MM", day: "dd", hour: "HH" } as const;

/** A dataset as a job has it, and what of it no job can do exactly. */
export function compileContract(dataset: Dataset): {
  readonly contract: SparkContract;
  readonly refused: readonly SparkRefusal[];
} {
  const refused: SparkRefusal[] = [];
  const refuse: NodeContext["refuse"] = (path, rule, reason) => {
    refused.push({ path, rule, reason });
  };
  const { name, contractHash: hash, strict, eventTime, alias } = dataset;
  const names = aliasesOf(dataset, refuse);
  const context = { path: "", refuse, aliasesAt: (path: string) => names.get(path) ?? {} };
  const root = structNode(dataset.schema, dataset.columns, context, (rule, reason) =>
    refuse("", rule, reason),
  );
  const contract: SparkContract = {
    name,
    hash,
    strict,
    event_time: eventTime ?? null,
    partition: partitionOf(dataset, refuse),
    renames: Object.keys(alias).length === 0 ? null : renamesOf(dataset),
    aliases: root.aliases ?? {},
    columns: root.fields ?? [],
  };
  return { contract, refused };
}

/** By the place of an object: the names in sources of its fields. */
function aliasesOf(
  { columns, alias }: Dataset,
  refuse: NodeContext["refuse"],
): Map<string, Record<string, string>> {
  const places = new Map<string, Record<string, string>>();
  for (const [path, names] of Object.entries(alias)) {
    const target = aliasTarget(columns, path);
    if (target === undefined) continue;
    const place = target.holder.join(".").replaceAll(".[]", "[]");
    const found = places.get(place) ?? {};
    places.set(place, found);
    for (const name of names) {
      if (name.includes(".")) refuse(path, "alias", `"${name}" is a path into the record`);
      found[name] = target.field.name;
    }
  }
  return places;
}

function renamesOf({ columns, alias }: Dataset): RenamePlace {
  const root: RenamePlace = { names: {}, inside: {} };
  for (const [path, names] of Object.entries(alias)) {
    const target = aliasTarget(columns, path);
    if (target === undefined) continue;
    let place = root;
    for (const step of target.holder) {
      place.inside[step] ??= { names: {}, inside: {} };
      place = place.inside[step];
    }
    place.names[target.field.name] = names;
  }
  return root;
}

function partitionOf(dataset: Dataset, refuse: NodeContext["refuse"]): SparkPartition | null {
  const { partition: rule, columns, eventTime } = dataset;
  if (rule === undefined) return null;
  if (rule.layout === "plain")
    refuse("", "partition layout plain", "Spark's folders have names: use hive or hive-date");
  const isDate = columns.find(({ name }) => name === eventTime)?.type.kind === "date";
  return {
    range: rule.range,
    ...(rule.granularity === undefined ? {} : { bounds: boundsOf(rule, isDate) }),
    keys: (rule.by ?? []).map(keyOf),
    times: timesOf(dataset, rule),
  };
}

function boundsOf({ range }: Partition, isDate: boolean): [number, number] {
  const [first, last] = [parseDate(range.from) ?? 0, parseDate(range.to) ?? 0];
  return isDate ? [first, last] : [first * DAY_MS, (last + 1) * DAY_MS - 1];
}

/** Keys have names in lower case, as Athena does. */
function keyOf({ column, type, projection, values, range }: PartitionKey): object {
  const bounds = range && [range.from, range.to];
  return {
    column,
    folder: column.toLowerCase(),
    kind: type.kind,
    ...(projection === "enum" ? { values } : {}),
    ...(bounds && { range: type.kind === "date" ? bounds : bounds.map(Number) }),
  };
}

function timesOf(dataset: Dataset, { granularity, layout }: Partition): SparkPartition["times"] {
  const parts = partitionColumns(dataset).filter(({ key }) => key === undefined);
  if (layout !== "hive-date")
    return parts.map(({ name }) => [name, PATTERNS[name as keyof typeof PATTERNS]] as const);
  const pattern = { month: "yyyy-MM", day: "yyyy-MM-dd", hour: "yyyy-MM-dd-HH" };
  return parts.map(({ name }) => [name, pattern[granularity ?? "day"]] as const);
}
