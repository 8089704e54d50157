import { TrinoError } from "@cloudapi/athena/internal/analysis";
import { NULL_PARTITION } from "../../scan/partitions/partition-value.ts";

/** Refuse a partition's value that Hive has no path for. */
export function checkPartitionText(text: string): void {
  if (/^[\u0020-\u007e]*$/.test(text)) return;
  const hex = Buffer.from(text).toString("hex").toUpperCase().match(/../g) ?? [];
  throw new TrinoError(
    "HIVE_INVALID_PARTITION_VALUE",
    `Hive partition keys can only contain printable ASCII characters (0x20 - 0x7E). Invalid value: ${hex.join(" ")}`,
  );
}

/** The folders of a partition, as Hive names them: `year=2025/month=01/`. */
export function partitionPath(names: readonly string[], values: readonly string[]): string {
  const folders = names.map((name, i) => {
    const value = values[i] ?? "";
    return `${escapeText(name)}=${value === "" ? NULL_PARTITION : escapeText(value)}/`;
  });
  return folders.join("");
}

/** What Hive writes for characters that a path can't hold. */
function escapeText(value: string): string {
  return value.replaceAll(
    /[\u0001-\u001F"#%'*/:=?\\\u007F{[\]^]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}
