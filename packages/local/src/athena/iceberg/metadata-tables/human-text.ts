import type { IcebergValue } from "@cloudapi/iceberg";
import type { PartitionType, PrimitiveType } from "@cloudapi/iceberg/internal";
import { doubleText, realText } from "../../types/text/number-text.ts";
import { decimalText } from "../literal.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** A value in the words in which Iceberg shows it to people. */
export function humanText(type: PrimitiveType, value: IcebergValue): string {
  switch (type.kind) {
    case "float":
      return realText(value as number);
    case "double":
      return doubleText(value as number);
    case "decimal":
      return decimalText(value as bigint, type.scale);
    case "date":
      return dayText((value as number) * DAY_MS);
    case "timestamp":
      return timeText(value as bigint);
    case "timestamptz":
      return `${timeText(value as bigint)}+00:00`;
    case "uuid":
      return uuidText(value as Uint8Array);
    case "fixed":
    case "binary":
      return Buffer.from(value as Uint8Array).toString("base64");
    default:
      return String(value);
  }
}

/** A value of a partition in the words in which Iceberg shows it. */
export function partitionValueText(
  { transform, type }: PartitionType[number],
  value: IcebergValue | null | undefined,
): string {
  if (value === null || value === undefined) return "null";
  switch (transform.kind) {
    case "year":
      return String(Number(value) + 1970).padStart(4, "0");
    case "month": {
      const months = Number(value);
      const month = ((months % 12) + 12) % 12;
      return `${String((months - month) / 12 + 1970).padStart(4, "0")}-${String(month + 1).padStart(2, "0")}`;
    }
    case "day":
      return dayText(Number(value) * DAY_MS);
    case "hour": {
      const hours = Number(value);
      const rest = ((hours % 24) + 24) % 24;
      return `${dayText((hours - rest) * HOUR_MS)}-${String(rest).padStart(2, "0")}`;
    }
    default:
      return humanText(type, value);
  }
}

function dayText(epochMs: number): string {
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? String(epochMs / DAY_MS) : date.toISOString().slice(0, -14);
}

/** With as many digits behind the point as there are. */
function timeText(micros: bigint): string {
  const second = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const date = new Date(Number((micros - second) / 1000n));
  if (Number.isNaN(date.getTime())) return String(micros);
  let fraction = String(second).padStart(6, "0");
  while (fraction.endsWith("0")) fraction = fraction.slice(0, -1);
  return `${date.toISOString().slice(0, -5)}${fraction === "" ? "" : `.${fraction}`}`;
}

function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
