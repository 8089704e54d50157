import type { Collection } from "mongodb";
import type { FlatBatch, FlatContract } from "../source/flat-batch.ts";
import type { DocumentPlan } from "./bytes/document-plan.ts";
import { DocumentTaker } from "./bytes/document-taker.ts";
import type { MongoTable } from "./mongo-column.ts";
import { documentsOf, documentToRow, type ReadInput } from "./read-collection.ts";

/** Documents are taken in pieces of so many bytes at most: what is held of their values is a multiple of that. */
const PIECE_BYTES = 256 * 1024;

/** What documents are taken for. */
export interface FlatInput extends FlatContract {
  readonly plan: DocumentPlan;
  /** The error for what the driver throws at a document. */
  readonly failed: (error: unknown) => Error;
}

/** A collection's documents as rows of a contract, by their bytes. */
export async function* readFlat(
  collection: Collection,
  table: MongoTable,
  input: ReadInput,
  { plan, rows, failed }: FlatInput,
): AsyncGenerator<FlatBatch> {
  const toRow = documentToRow(table.columns, input.columns);
  const known = new Set(table.columns.map(({ name }) => name));
  const isAll = input.columns === undefined;
  const taker = new DocumentTaker(plan, {
    convert: rows.convert,
    // A field that wasn't asked for may come all the same.
    isPassed: (name) => !isAll && !known.has(name) && !name.includes("\ufffd"),
  });
  for await (const batch of await documentsOf(collection, table, input, PIECE_BYTES)) {
    const { flat, left, documents } = taker.take(batch);
    const { bytes, rowStarts, rowEnds } = documents;
    yield {
      size: batch.size,
      flat,
      left,
      startOf: (row) => rowStarts[row] as number,
      rowAt: (row) => {
        try {
          return toRow(bytes.subarray(rowStarts[row], rowEnds[row]));
        } catch (error) {
          throw failed(error);
        }
      },
    };
  }
}
