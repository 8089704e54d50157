import { createHash } from "node:crypto";
import { decimalText } from "@cloudapi/core/internal";
import { floorDivided, floorRest } from "../values/floor-divided.ts";
import type { IcebergValue } from "../values/iceberg-value.ts";
import type { PrimitiveType } from "../values/primitive-type.ts";
import type { PartitionType, PartitionValueType } from "./partition-type.ts";
import type { PartitionValues } from "./partition-values.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const FIRST_YEAR = 1970;
/** Of a name and of a value; a file system takes 255 for both, and S3 1,024 for all. */
const MAX_CHARACTERS = 100;
const HASH_CHARACTERS = 16;

/**
 * Where the files of a partition are, as others write it: `at_day=2025-01-15/city=K%C3%B6ln/`. It is for people: what a
 * file's partition is, its manifest says.
 */
export function partitionPath(type: PartitionType, values: PartitionValues): string {
  return type
    .map((field, i) => `${encode(field.name)}=${encode(textOf(field, values[i] ?? null))}/`)
    .join("");
}

/** Without what has a meaning in a path, and not longer than a folder's name may be; `.` and `..` are folders. */
function encode(text: string): string {
  const encoded = encodeURIComponent(text.toWellFormed()).replaceAll("'", "%27");
  if (/^\.+$/.test(encoded)) return encoded.replaceAll(".", "%2E");
  if (encoded.length <= MAX_CHARACTERS) return encoded;
  let start = "";
  for (const character of text.toWellFormed()) {
    const longer = start + encodeURIComponent(character);
    if (longer.length > MAX_CHARACTERS - HASH_CHARACTERS - 1) break;
    start = longer;
  }
  return `${start}-${createHash("sha256").update(text).digest("hex").slice(0, HASH_CHARACTERS)}`;
}

function textOf({ transform, type }: PartitionValueType, value: IcebergValue | null): string {
  if (value === null) return "null";
  switch (transform.kind) {
    case "year":
      return String((value as number) + FIRST_YEAR);
    case "month":
      return monthText(value as number);
    case "day":
      return dayText((value as number) * DAY_MS);
    case "hour": {
      const date = new Date((value as number) * HOUR_MS);
      return isFinite(date.getTime())
        ? `${dayText(date.getTime())}-${String(date.getUTCHours()).padStart(2, "0")}`
        : String(value);
    }
    default:
      return valueText(type, value);
  }
}

function monthText(months: number): string {
  const month = ((months % 12) + 12) % 12;
  return `${(months - month) / 12 + FIRST_YEAR}-${String(month + 1).padStart(2, "0")}`;
}

function dayText(epochMs: number): string {
  const date = new Date(epochMs);
  return isFinite(epochMs) && !Number.isNaN(date.getTime())
    ? date.toISOString().split("T", 1).join("")
    : String(epochMs / DAY_MS);
}

function valueText(type: PrimitiveType, value: IcebergValue): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (type.kind === "date") return dayText((value as number) * DAY_MS);
  if (type.kind === "timestamp" || type.kind === "timestamptz") {
    const micros = value as bigint;
    const rest = floorRest(micros, 1000n);
    const date = new Date(Number(floorDivided(micros, 1000n)));
    if (Number.isNaN(date.getTime())) return String(value);
    return `${date.toISOString().slice(0, -1)}${String(rest).padStart(3, "0")}${type.kind === "timestamptz" ? "+00:00" : ""}`;
  }
  if (type.kind === "decimal") return decimalText(value as bigint, type.scale);
  return String(value);
}
