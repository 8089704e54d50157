import type { EncodedColumn, RowGroup } from "./column-chunk.ts";
import type { FileSummary, LeafSummary } from "./file-encoder.ts";
import type { SchemaLeaf } from "./parquet-schema.ts";
import type { StatisticValue } from "./physical-values.ts";

/** What the row groups of a file say of its values. */
export function summarize(
  leaves: readonly SchemaLeaf[],
  rowGroups: readonly RowGroup[],
): FileSummary {
  return {
    rows: rowGroups.reduce((sum, { rows }) => sum + rows, 0),
    rowGroupOffsets: rowGroups.map(({ columns }) => columns[0]?.start ?? 0),
    leaves: leaves.map(({ element }, i) => {
      const chunks = rowGroups.map(({ columns }) => columns[i] as EncodedColumn);
      return summaryOf(element.field_id as number, chunks);
    }),
  };
}

function summaryOf(fieldId: number, chunks: readonly EncodedColumn[]): LeafSummary {
  let [sizeBytes, entries, nulls, nans] = [0, 0, 0, 0];
  let bounds: Pick<LeafSummary, "min" | "max"> = {};
  for (const chunk of chunks) {
    sizeBytes += chunk.sizeBytes;
    entries += chunk.entries;
    nulls += chunk.nulls;
    nans += chunk.nans;
    const { min, max } = chunk;
    if (min !== undefined && max !== undefined) bounds = wider(bounds, min, max);
  }
  return { fieldId, sizeBytes, entries, nulls, nans, ...bounds };
}

function wider(
  { min, max }: Pick<LeafSummary, "min" | "max">,
  otherMin: StatisticValue,
  otherMax: StatisticValue,
): Pick<LeafSummary, "min" | "max"> {
  return {
    min: min === undefined || isLess(otherMin, min) ? otherMin : min,
    max: max === undefined || isLess(max, otherMax) ? otherMax : max,
  };
}

function isLess(left: StatisticValue, right: StatisticValue): boolean {
  return left instanceof Uint8Array ? Buffer.compare(left, right as Uint8Array) < 0 : left < right;
}
