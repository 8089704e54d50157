import type { CheckedBatch } from "@cloudapi/transform/internal";
import type { FlatBatch } from "../source/flat-batch.ts";
import type { SourceBatch } from "../source/source.ts";
import { type TextRows, valuesOf } from "../source/text-rows.ts";
import { type GatheredRows, rowReader } from "../sql/row-batch.ts";
import { isRawType } from "../sql/sql-type.ts";
import { checkFlat, type FlatChecking } from "./check-flat.ts";
import type { TextPlan } from "./text-plan.ts";
import { TextTaker } from "./text-taker.ts";

/** What rows are checked by. */
export interface TextChecking extends FlatChecking {
  readonly plan: TextPlan;
}

/**
 * Check rows as the server's texts: by their bytes where these leave no doubt, and as objects otherwise, as all rows are where the source gives no
 * texts.
 */
export function checkTexts(
  checking: TextChecking,
  batches: AsyncIterable<TextRows | SourceBatch>,
  signal: AbortSignal | undefined,
): AsyncGenerator<CheckedBatch, void, undefined> {
  return checkFlat(checking, takeTexts(checking, batches), signal);
}

async function* takeTexts(
  { plan, rows }: TextChecking,
  batches: AsyncIterable<TextRows | SourceBatch>,
): AsyncGenerator<FlatBatch | SourceBatch> {
  const taker = new TextTaker(plan, rows.convert);
  const read = rowReader(plan.columns);
  const isRaw = plan.columns.map(({ type }) => isRawType(type));
  for await (const batch of batches) {
    if ("rows" in batch) {
      yield batch;
      continue;
    }
    yield {
      size: batch.size,
      ...(batch.isUtf8 ? taker.take(batch) : noneOf(batch)),
      startOf: (row) => batch.rowStarts[row] ?? 0,
      rowAt: (row) => {
        const gathered: GatheredRows = { rows: [], bytes: 0 };
        read(valuesOf(batch, row, isRaw), gathered);
        return gathered.rows[0] ?? {};
      },
    };
  }
}

function noneOf({ size }: TextRows): Pick<FlatBatch, "flat" | "left"> {
  return { flat: undefined, left: Array.from({ length: size }, (_, row) => row) };
}
