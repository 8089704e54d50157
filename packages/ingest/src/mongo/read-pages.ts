import { sleep } from "@cloudapi/core/internal";
import { BSON, type Collection, type Document, type Filter, type FindOptions } from "mongodb";
import { afterInGroup, inLaterGroups } from "./bson-order.ts";
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
  readonly batchBytes: number;
  readonly options: FindOptions;
  readonly signal: AbortSignal | undefined;
}

/** A document and its size. */
export interface SizedDocument {
  readonly document: Document;
  readonly bytes: number;
}

/** Documents of the first page, from which the size of the others is told. */
const FIRST_PAGE = 1000;
const MOST_OF_PAGE = 100_000;
const PAGE_BYTES = 268_435_456;
const TRIES = 5;
/** Documents are handed out by so few bytes that most of what is made of them is gone before it has to be kept. */
export const LIST_BYTES = 32 * 1024;

/**
 * Documents in order, a page for each query, so that a cursor that the server has lost, or a connection, is taken up again behind the last
 * document that was taken: none twice, and none left out. They come in short lists.
 */
export async function* readPages(
  collection: Collection,
  input: PagesInput,
): AsyncGenerator<SizedDocument[]> {
  const { signal } = input;
  const listBytes = Math.min(input.batchBytes, LIST_BYTES);
  const place = new Place(input);
  let failures = 0;
  let taken: SizedDocument[] = [];
  let bytes = 0;
  for (;;) {
    const filter = place.filter();
    if (filter === undefined) break;
    let count = 0;
    const limit = place.pageSize();
    try {
      for await (const raw of find(collection, filter, input, limit, place.batchSize())) {
        const document = BSON.deserialize(raw, READ_AS_IS);
        taken.push({ document, bytes: raw.length });
        bytes += raw.length;
        place.moveTo(document, raw.length);
        count++;
        failures = 0;
        if (bytes < listBytes) continue;
        yield taken;
        taken = [];
        bytes = 0;
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (!canBeTakenUp(error) || ++failures >= TRIES) throw error;
      await sleep(200 * 2 ** failures, signal);
      continue;
    }
    place.endPage(count >= limit);
  }
  if (taken.length > 0) yield taken;
}

function find(
  collection: Collection,
  filter: Filter<Document>,
  { order, options, signal }: PagesInput,
  limit: number,
  batchSize: number,
): AsyncIterable<Uint8Array> {
  const cursor = collection.find(filter, {
    ...options,
    raw: true,
    sort: order.fields.map((name) => [name, 1] as [string, 1]),
    limit,
    batchSize,
    ...(signal !== undefined && { signal }),
  });
  return cursor as unknown as AsyncIterable<Uint8Array>;
}

/** How far reading has come. */
class Place {
  readonly #input: PagesInput;
  /** The last document that was taken. */
  #document: Document | undefined;
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
    const document = this.#document;
    if (document === undefined) return after;
    return order.fields.map((name): unknown => document[name] ?? null);
  }

  moveTo(document: Document, bytes: number): void {
    this.#document = document;
    this.#isBehindGroup = false;
    this.#count++;
    this.#bytes += bytes;
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
    return within(this.#input.batchBytes / this.#mean(), 1, 10_000);
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
