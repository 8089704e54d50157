import type { Alias } from "../contract/alias/alias.ts";
import { because, verdicts } from "./change-verdicts.ts";
import type { ContractChange } from "./contract-diff.ts";
import type { ContractShape } from "./contract-shape.ts";
import { strictnessChange } from "./diff-checks.ts";
import { diffPartition } from "./diff-partition.ts";

/** What differs between two contracts beside their columns. */
export function diffLayout(before: ContractShape, after: ContractShape): ContractChange[] {
  return [
    ...nameChange(before, after),
    ...diffPartition(before.partition, after.partition),
    ...eventTimeChange(before, after),
    ...strictnessChange(before.strict, after.strict, ""),
    ...aliasChanges(before.alias, after.alias),
  ];
}

function nameChange(before: ContractShape, after: ContractShape): ContractChange[] {
  if (before.name === after.name) return [];
  const other = because("rewrite", "rows of another dataset are another table");
  const rename = because("alter", "the table has to be renamed");
  return [
    {
      kind: "dataset_renamed",
      path: "",
      change: `the dataset was ${before.name}, is ${after.name}`,
      verdicts: verdicts({ files: other, athena: other, iceberg: rename, redshift: rename }),
    },
  ];
}

/** Without partitions the event time changes nothing that is stored. */
function eventTimeChange(before: ContractShape, after: ContractShape): ContractChange[] {
  if (before.eventTime === after.eventTime) return [];
  const other = because("rewrite", "rows that are there lie in partitions of another time");
  return [
    {
      kind: "event_time_changed",
      path: "",
      change: `the event time was ${before.eventTime ?? "not named"}, is ${after.eventTime ?? "not named"}`,
      verdicts: verdicts(
        after.partition?.granularity === undefined
          ? {}
          : {
              files: other,
              athena: other,
              iceberg: because("alter", "the partition spec has to evolve; old files keep theirs"),
            },
      ),
    },
  ];
}

/** A source may use any of the names that a column had. */
function aliasChanges(was: Alias | undefined, is: Alias | undefined): ContractChange[] {
  if (was === undefined || is === undefined) return [];
  const paths = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return paths.flatMap((path) => {
    const [before, after] = [was[path] ?? [], is[path] ?? []];
    if (before.join("\n") === after.join("\n")) return [];
    const gone = before.filter((name) => !after.includes(name));
    const why = `records that have ${path} as ${gone.join(", ")} are not read so`;
    return [
      {
        kind: "alias_changed" as const,
        path,
        change: `the names of "${path}" in sources were ${namesText(before)}, are ${namesText(after)}`,
        verdicts: verdicts(gone.length > 0 ? { sources: because("breaks", why) } : {}),
      },
    ];
  });
}

function namesText(names: readonly string[]): string {
  return names.length === 0 ? "its own" : names.map((name) => JSON.stringify(name)).join(", ");
}
