import type { Collection } from "mongodb";
import { documentPlan } from "../../src/mongo/bytes/document-plan.ts";
import { type MongoTable, mongoColumn } from "../../src/mongo/mongo-column.ts";
import { Observation } from "../../src/mongo/observation.ts";
import { readCollection } from "../../src/mongo/read-collection.ts";
import { readFlat } from "../../src/mongo/read-flat.ts";
import type { Source, SourceSnapshot } from "../../src/source/source.ts";

/** Documents in their bytes, in the batches in which a server sends them. */
export type RawBatches = readonly (readonly Uint8Array[])[];

/** A view of documents whose columns are those that a sample shows. */
export function viewOf(sample: readonly object[]): MongoTable {
  const seen = new Observation();
  for (const [index, document] of sample.entries()) seen.addFields(document, String(index));
  const columns = [...seen.fields].map(([name, field]) => mongoColumn(name, field, sample.length));
  const rest = { isView: true, hasCollation: false, key: [] } as const;
  return { name: "things", kind: "collection", columns, ...rest };
}

/** A source of one view; with `isFlat`, by its documents' bytes where its columns allow it. */
export function sourceOfView(
  table: MongoTable,
  batches: RawBatches,
  { isFlat, isReply }: { readonly isFlat: boolean; readonly isReply: boolean },
): Source {
  const collection = { find: () => cursorOf(batches, isReply) } as unknown as Collection;
  const session = undefined;
  const snapshot: SourceSnapshot = {
    consistency: { kind: "snapshot", text: "As of one moment." },
    read: (_, options) => readCollection(collection, table, { ...options, session }),
    last: () => Promise.resolve(undefined),
    close: () => Promise.resolve(),
  };
  const flat: Pick<SourceSnapshot, "readFlat"> = {
    readFlat: (_, options, contract) => {
      const plan = documentPlan(table, contract.dataset, contract.rows);
      const failed = (error: unknown) => error as Error;
      return (
        plan && readFlat(collection, table, { ...options, session }, { ...contract, plan, failed })
      );
    },
  };
  return {
    kind: "mongo",
    name: "shop",
    discover: () => Promise.resolve([table]),
    open: () => Promise.resolve(isFlat ? { ...snapshot, ...flat } : snapshot),
  };
}

/** A cursor, with the reply that the driver's own has behind it where `isReply` says so. */
function cursorOf(batches: RawBatches, isReply: boolean) {
  const left = batches.filter(({ length }) => length > 0).reverse();
  return {
    closed: true,
    hasNext: () => Promise.resolve(left.length > 0),
    readBufferedDocuments: () => left.pop() ?? [],
    bufferedCount: () => left.at(-1)?.length ?? 0,
    get documents() {
      const documents = left.at(-1);
      if (!isReply || documents === undefined) return undefined;
      return { batch: { bson: arrayOf(documents), offset: 3 }, clear: () => void left.pop() };
    },
  };
}

/** Documents as an array of BSON, with something before and behind it. */
function arrayOf(documents: readonly Uint8Array[]): Uint8Array {
  const parts = documents.flatMap((document, place) => [Buffer.from(`\u0003${place}\0`), document]);
  const length = 5 + parts.reduce((total, part) => total + part.length, 0);
  const header = Buffer.alloc(7);
  header.writeInt32LE(length, 3);
  return Buffer.concat([header, ...parts, Buffer.from([0, 1, 2])]);
}
