import type { Collection } from "mongodb";
import { type DocumentBatch, documentBatches } from "./document-batches.ts";
import type { PagesInput } from "./read-pages.ts";

/** Documents of a view in one query, in the order in which it has them. */
export function readWhole(
  collection: Collection,
  { filter, options, signal }: Pick<PagesInput, "filter" | "options" | "signal">,
): AsyncIterable<DocumentBatch> {
  return documentBatches(
    collection.find(filter, { ...options, raw: true, ...(signal && { signal }) }),
  );
}
