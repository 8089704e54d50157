import type { FileSummary, LeafSummary } from "@cloudapi/transform/internal";
import type { IcebergStruct } from "../metadata/iceberg-schema.ts";
import { type FoundField, fieldsById } from "../schema/fields-by-id.ts";
import type { IcebergValue } from "../values/iceberg-value.ts";
import { type PrimitiveType, parsePrimitive } from "../values/primitive-type.ts";
import { bytesOfValue } from "../values/single-value.ts";
import { lowerText, upperText } from "../values/text-bounds.ts";
import type { FileMetrics } from "./data-file.ts";

interface Bounds {
  readonly lower: Uint8Array;
  readonly upper: Uint8Array | undefined;
}

/** What a manifest says of a file that was written: counts of every field with values, bounds of those outside lists and maps. */
export function metricsOf(summary: FileSummary, schema: IcebergStruct): FileMetrics {
  const fields = fieldsById(schema);
  const maps = {
    columnSizes: new Map<number, number>(),
    valueCounts: new Map<number, number>(),
    nullCounts: new Map<number, number>(),
    nanCounts: new Map<number, number>(),
    lowerBounds: new Map<number, Uint8Array>(),
    upperBounds: new Map<number, Uint8Array>(),
  };
  for (const leaf of summary.leaves) {
    const { fieldId: id } = leaf;
    const field = fields.get(id) as FoundField;
    maps.columnSizes.set(id, leaf.sizeBytes);
    maps.valueCounts.set(id, leaf.entries);
    maps.nullCounts.set(id, leaf.nulls);
    if (field.type === "float" || field.type === "double") maps.nanCounts.set(id, leaf.nans);
    const bounds = field.isRepeated ? undefined : boundsOf(leaf, field);
    if (bounds === undefined) continue;
    maps.lowerBounds.set(id, bounds.lower);
    if (bounds.upper !== undefined) maps.upperBounds.set(id, bounds.upper);
  }
  return { rows: summary.rows, splitOffsets: summary.rowGroupOffsets, ...maps };
}

function boundsOf({ min, max }: LeafSummary, field: FoundField): Bounds | undefined {
  const type = parsePrimitive(field.type as string);
  if (type === undefined || min === undefined || max === undefined) return undefined;
  if (type.kind === "string") {
    const [lower, upper] = [textOf(min), textOf(max)];
    const above = upperText(upper);
    return {
      lower: bytesOfValue(type, lowerText(lower)),
      upper: above === undefined ? undefined : bytesOfValue(type, above),
    };
  }
  return {
    lower: bytesOfValue(type, valueOf(type, min)),
    upper: bytesOfValue(type, valueOf(type, max)),
  };
}

type Stored = NonNullable<LeafSummary["min"]>;

function textOf(stored: Stored): string {
  return Buffer.from(stored as Uint8Array).toString("utf8");
}

/** A value of a file as one of the table's type, which may be wider. */
function valueOf({ kind }: PrimitiveType, stored: Stored): IcebergValue {
  return kind === "long" ? BigInt(stored as number | bigint) : stored;
}
