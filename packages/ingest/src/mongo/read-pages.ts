import { sleep } from "@cloudapi/core/internal";
import { BSON, type Collection, type Document, type Filter, type FindOptions } from "mongodb";
import { afterInGroup, inLaterGroups } from "./bson-order.ts";
import { type DocumentBatch, documentAt, documentBatches } from "./document-batches.ts";
import { allOf, behind, type DocumentOrder } from "./keyset.ts";
import { READ_AS_IS } from "./read-as-is.ts";

/** Which documents are read, and in which order. */
export interface PagesInput {
  /** The order of the documents; its last field tells two of them apart. */
  readonly order: DocumentOrder;
  /** A condition on every document. */
  readonly filter: Filter<Document>;
  /** The place to begin behind. */
  readonly after: readonly unknown[] | undefined;
  /** About how many bytes the server is asked for at a time. */
  readonly replyBytes: number;
  readonly options: FindOptions;
  readonly signal: AbortSignal | undefined;
}

/** Documents of the first page, from which the size of the others is told. */
const FIRST_PAGE = 1000;
const MOST_OF_PAGE = 100_000;
const PAGE_BYTES = 268_435_456;
const TRIES = 5;

/**
 * Documents in order, a page for each query, so that a cursor that the server has lost, or a connection, is taken up again behind the last
 * document that was taken: none twice, and none left out.
 */
export async function* readPages(
  collection: Collection,
  input: PagesInput,
): AsyncGenerator<DocumentBatch> {
  const { signal } = input;
  const place = new Place(input);
  let failures = 0;
  for (;;) {
    let count = 0;
    const filter = place.filter();
    if (filter === undefined) return;
    const limit = place.pageSize();
    try {
      for await (const batch of find(collection, filter, input, limit, place.batchSize())) {
        place.moveTo(batch);
        count += batch.size;
        failures = 0;
        yield batch;
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (!canBeTakenUp(error) || ++failures >= TRIES) throw error;
      await sleep(200 * 2 ** failures, signal);
      continue;
    }
    place.endPage(count >= limit);
  }
}

function find(
  collection: Collection,
  filter: Filter<Document>,
  { order, options, signal }: PagesInput,
  limit: number,
  batchSize: number,
): AsyncIterable<DocumentBatch> {
  const cursor = collection.find(filter, {
    ...options,
    raw: true,
    sort: order.fields.map((name) => [name, 1] as [string, 1]),
    limit,
    batchSize,
    ...(signal !== undefined && { signal }),
  });
  return documentBatches(cursor);
}

/** How far reading has come. */
class Place {
  readonly #input: PagesInput;
  /** The last document that was taken, in its bytes. */
  #document: Buffer | undefined;
  /**
   * With one field, types are read one group after the other, by conditions that any server answers along its index: first what is left of
   * the last document's group, then all later ones.
   */
  #isBehindGroup = false;
  /** Whether the page that is read ends with its group. */
  #isOfGroup = false;
  #isDone = false;
  #count = 0;
  #bytes = 0;

  constructor(input: PagesInput) {
    this.#input = input;
  }

  /** What is left to read; `undefined` when nothing is. */
  filter(): Filter<Document> | undefined {
    if (this.#isDone) return undefined;
    const rest = this.#rest();
    return rest && allOf([rest, this.#input.filter]);
  }

  #rest(): Filter<Document> | undefined {
    const { order } = this.#input;
    const [field = ""] = order.fields;
    const last = this.#last();
    this.#isOfGroup = last !== undefined && order.fields.length === 1 && !this.#isBehindGroup;
    if (last === undefined) return {};
    if (order.fields.length > 1) return behind(order, last);
    return this.#isOfGroup
      ? afterInGroup(field, last[0])
      : inLaterGroups(field, last[0], order.known);
  }

  /** The values of the order where reading has come to. */
  #last(): readonly unknown[] | undefined {
    const { order, after } = this.#input;
    if (this.#document === undefined) return after;
    const document = BSON.deserialize(this.#document, READ_AS_IS);
    return order.fields.map((name): unknown => document[name] ?? null);
  }

  /** The documents of a batch are taken. */
  moveTo(batch: DocumentBatch): void {
    const { starts, ends, size } = batch;
    if (size === 0) return;
    this.#document = Buffer.from(documentAt(batch, size - 1));
    this.#isBehindGroup = false;
    this.#count += size;
    this.#bytes += (ends[size - 1] as number) - (starts[0] as number);
  }

  /** A page is read. One that was not full ends what it was asked for. */
  endPage(isFull: boolean): void {
    this.#isBehindGroup = this.#isOfGroup && !isFull;
    this.#isDone = !this.#isOfGroup && !isFull;
  }

  pageSize(): number {
    if (this.#count === 0) return FIRST_PAGE;
    return within(PAGE_BYTES / this.#mean(), 100, MOST_OF_PAGE);
  }

  batchSize(): number {
    if (this.#count === 0) return 100;
    return within(this.#input.replyBytes / this.#mean(), 1, 10_000);
  }

  #mean(): number {
    return Math.max(1, this.#bytes / this.#count);
  }
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, Math.floor(value)));
}

/** Whether a query may be asked again: a cursor that timed out, or a connection that broke. */
function canBeTakenUp(error: unknown): boolean {
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
  return (
    code === CURSOR_NOT_FOUND || /^Mongo(?:Network|PoolCleared|NotConnected)/.test(String(name))
  );
}

const CURSOR_NOT_FOUND = 43;
