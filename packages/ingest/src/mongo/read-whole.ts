import { BSON, type Collection } from "mongodb";
import { READ_AS_IS } from "./read-as-is.ts";
import type { PagesInput, SizedDocument } from "./read-pages.ts";

/** Documents of a view in one query, in the order in which it has them. */
export async function* readWhole(
  collection: Collection,
  { filter, options, signal }: Omit<PagesInput, "order" | "after" | "batchBytes">,
): AsyncGenerator<SizedDocument> {
  const cursor = collection.find(filter, { ...options, raw: true, ...(signal && { signal }) });
  for await (const raw of cursor as unknown as AsyncIterable<Uint8Array>)
    yield { document: BSON.deserialize(raw, READ_AS_IS), bytes: raw.length };
}
