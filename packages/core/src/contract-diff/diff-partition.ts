import type { Partition, PartitionKey } from "../partition/partition-rule.ts";
import { because, verdicts } from "./change-verdicts.ts";
import type { ChangeKind, ContractChange } from "./contract-diff.ts";

/** What differs between two partition rules. */
export function diffPartition(
  was: Partition | undefined,
  is: Partition | undefined,
): ContractChange[] {
  if (was === undefined && is === undefined) return [];
  if (was === undefined) return [ruleChange("there was no partition rule, there is one")];
  if (is === undefined) return [ruleChange("there was a partition rule, there is none")];
  const changes = (["granularity", "layout"] as const)
    .filter((part) => was[part] !== is[part])
    .map((part) =>
      ruleChange(
        `partition ${part} was ${was[part] ?? "not named"}, is ${is[part] ?? "not named"}`,
      ),
    );
  return [...changes, ...keyChanges(was.by ?? [], is.by ?? []), ...rangeChange(was, is)];
}

function ruleChange(change: string): ContractChange {
  const other = because("rewrite", "rows that are there lie under the keys of the old rule");
  return {
    kind: "partition_changed",
    path: "",
    change,
    verdicts: verdicts({
      files: other,
      athena: other,
      iceberg: because("alter", "the partition spec has to evolve; old files keep theirs"),
    }),
  };
}

/** The rule's range is of the event time; columns that are dates have their own. */
function rangeChange(
  { range: was }: Partition,
  { range: is, granularity }: Partition,
): ContractChange[] {
  if (granularity === undefined) return [];
  if (was.from === is.from && was.to === is.to) return [];
  const change = `partition range was ${was.from} to ${was.to}, is ${is.from} to ${is.to}`;
  const isWider = is.from <= was.from && was.to <= is.to;
  const kind = isWider ? "partition_range_widened" : "partition_range_narrowed";
  return [projectionChange(kind, change, isWider)];
}

/** What is projected changes: only more than before, or no longer all of it. */
function projectionChange(kind: ChangeKind, change: string, isWider: boolean): ContractChange {
  const unseen = because(
    "rewrite",
    "rows outside of what is projected are no longer seen, if there are any",
  );
  return {
    kind,
    path: "",
    change,
    verdicts: verdicts({
      athena: because("alter", "the projection of the table has to be the new one"),
      ...(!isWider && {
        files: unseen,
        sources: because("breaks", "records outside of what is projected are rejected"),
      }),
    }),
  };
}

/** Other columns to partition by are other keys. */
function keyChanges(was: readonly PartitionKey[], is: readonly PartitionKey[]): ContractChange[] {
  const names = (keys: readonly PartitionKey[]) =>
    keys.map(({ column }) => column.toLowerCase()).join(", ") || "nothing else";
  if (names(was) !== names(is))
    return [ruleChange(`rows were partitioned by ${names(was)}, are by ${names(is)}`)];
  return is.flatMap((key, i) => valuesChange(was[i] as PartitionKey, key));
}

/** What a query may ask of an injected column is whatever there is; a list or range has to have what there was. */
function valuesChange(was: PartitionKey, is: PartitionKey): ContractChange[] {
  const [before, after] = [valuesText(was), valuesText(is)];
  if (before === after) return [];
  const change = `partition values of "${is.column}" were ${before}, are ${after}`;
  return [projectionChange("partition_values_changed", change, hasAll(was, is))];
}

function hasAll(was: PartitionKey, is: PartitionKey): boolean {
  if (is.projection === "injected") return true;
  if (was.projection !== is.projection) return false;
  if (is.projection === "enum")
    return (was.values ?? []).every((value) => is.values?.includes(value) === true);
  const [old, now] = [was.range, is.range];
  if (old === undefined || now === undefined) return false;
  if (is.projection === "date") return now.from <= old.from && old.to <= now.to;
  return BigInt(now.from) <= BigInt(old.from) && BigInt(old.to) <= BigInt(now.to);
}

function valuesText({ projection, values, range }: PartitionKey): string {
  if (values !== undefined) return values.map((each) => JSON.stringify(each)).join(", ");
  return range === undefined ? `any (${projection})` : `${range.from} to ${range.to}`;
}
