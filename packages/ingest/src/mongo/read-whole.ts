import { BSON, type Collection } from "mongodb";
import { READ_AS_IS } from "./read-as-is.ts";
import { LIST_BYTES, type PagesInput, type SizedDocument } from "./read-pages.ts";

/** Documents of a view in one query, in the order in which it has them. */
export async function* readWhole(
  collection: Collection,
  { filter, batchBytes, options, signal }: Omit<PagesInput, "order" | "after">,
): AsyncGenerator<SizedDocument[]> {
  const cursor = collection.find(filter, { ...options, raw: true, ...(signal && { signal }) });
  const listBytes = Math.min(batchBytes, LIST_BYTES);
  let taken: SizedDocument[] = [];
  let bytes = 0;
  for await (const raw of cursor as unknown as AsyncIterable<Uint8Array>) {
    taken.push({ document: BSON.deserialize(raw, READ_AS_IS), bytes: raw.length });
    bytes += raw.length;
    if (bytes < listBytes) continue;
    yield taken;
    taken = [];
    bytes = 0;
  }
  if (taken.length > 0) yield taken;
}
