import { putField } from "@cloudapi/core/internal";
import {
  BSON,
  type ClientSession,
  type Collection,
  type Document,
  type FindOptions,
} from "mongodb";
import { IngestError } from "../errors/ingest-error.ts";
import type { ReadOptions, SourceBatch } from "../source/source.ts";
import { type Convert, canonical, convertTo } from "./convert.ts";
import { requireOrderable, wireValue } from "./cursor-value.ts";
import { type DocumentBatch, documentAt, piecesOf } from "./document-batches.ts";
import { upTo } from "./keyset.ts";
import { knownTypes } from "./known-types.ts";
import type { MongoColumn, MongoTable } from "./mongo-column.ts";
import { READ_AS_IS } from "./read-as-is.ts";
import { readPages } from "./read-pages.ts";
import { readWhole } from "./read-whole.ts";

/** How a collection is read. */
export interface ReadInput extends ReadOptions {
  readonly session: ClientSession | undefined;
}

/** A collection's documents as canonical rows, in batches of about so many bytes. */
export async function* readCollection(
  collection: Collection,
  table: MongoTable,
  input: ReadInput,
): AsyncGenerator<SourceBatch> {
  const toRow = documentToRow(table.columns, input.columns);
  for await (const batch of await documentsOf(collection, table, input, LIST_BYTES)) {
    const { starts, ends, size } = batch;
    const rows = Array.from({ length: size }, (_, place) => toRow(documentAt(batch, place)));
    yield { rows, bytes: size === 0 ? 0 : (ends[size - 1] as number) - (starts[0] as number) };
  }
}

/** Documents are made rows by so few bytes that most of what is made of them is gone before it has to be kept. */
const LIST_BYTES = 32 * 1024;

/** The server is asked for so many batches at a time: each time it is waited for. */
const PIECES_OF_REPLY = 4;

/** A collection's documents in their bytes, at most about so many of these at a time. */
export async function documentsOf(
  collection: Collection,
  table: MongoTable,
  input: ReadInput,
  mostBytes: number,
): Promise<AsyncIterable<DocumentBatch>> {
  const { orderBy = [], after, upTo: end, batchBytes, signal } = input;
  const pieceBytes = Math.min(batchBytes, mostBytes);
  const replyBytes = batchBytes * PIECES_OF_REPLY;
  const columns = orderBy.map((name) => orderColumn(table, name));
  const wires = (values: typeof after) =>
    values?.map((value, index) =>
      wireValue(value, columns[index] ?? columnOf(table, "_id"), table.name),
    );
  for (const column of columns) requireOrderable(column, table.name);
  const options = findOptions(table, input);
  for (const { name } of columns) await refuseNulls(collection, name, input);
  if (table.isView && orderBy.length === 0)
    return piecesOf(readWhole(collection, { filter: {}, options, signal }), pieceBytes);
  const fields = orderBy.length === 0 ? ["_id"] : orderBy;
  const order = { fields, known: await knownTypes(collection) };
  const filter = end === undefined ? {} : upTo(order, wires(end) ?? []);
  return piecesOf(
    readPages(collection, { order, filter, after: wires(after), replyBytes, options, signal }),
    pieceBytes,
  );
}

/** What a query is asked with. */
export function findOptions(
  table: MongoTable,
  { columns, orderBy, session }: Omit<ReadInput, "batchBytes">,
): FindOptions {
  const projection = projectionOf(columns, orderBy);
  return {
    ...READ_AS_IS,
    ...(session && { session }),
    ...(projection && { projection }),
    // Texts are ordered by code points whatever the collection's own rules are.
    ...(table.hasCollation && orderBy !== undefined && { collation: { locale: "simple" } }),
  };
}

/** The fields to ask for, with those that tell a document's place; none where a name can't be asked for. */
function projectionOf(
  columns: readonly string[] | undefined,
  orderBy: readonly string[] = [],
): Document | undefined {
  const names = columns === undefined ? [] : [...columns, ...orderBy];
  if (names.length === 0 || names.some((name) => !isPlainName(name))) return undefined;
  return Object.fromEntries(names.map((name) => [name, 1]));
}

/** Whether a query can name a field: a point leads inside one, and a dollar is an operator's. */
function isPlainName(name: string): boolean {
  return name !== "" && !name.includes(".") && !name.startsWith("$") && name !== "__proto__";
}

function columnOf(table: MongoTable, name: string): MongoColumn {
  const column = table.columns.find((each) => each.name === name);
  if (column !== undefined) return column;
  const names = table.columns.map((each) => each.name).slice(0, 20);
  throw new IngestError(
    "NO_KEY",
    `Collection "${table.name}" can't be ordered by "${name}", which no document of its sample has. Fields: ${names.join(", ")}.`,
    { table: table.name, column: name },
  );
}

/** The column that documents are ordered by. */
export function orderColumn(table: MongoTable, name: string): MongoColumn {
  const column = columnOf(table, name);
  if (isPlainName(name)) return column;
  throw new IngestError(
    "NO_KEY",
    `Collection "${table.name}" can't be ordered by "${name}": a query can't name a field with a point in it, or a dollar before it.`,
    { table: table.name, column: name },
  );
}

/** @throws {IngestError} `CURSOR_HAS_NULLS` when a document has nothing to be ordered by */
export async function refuseNulls(
  collection: Collection,
  name: string,
  { session }: Pick<ReadInput, "session">,
): Promise<void> {
  if (name === "_id") return;
  const found = await collection.findOne(
    { [name]: null },
    { ...(session && { session }), projection: { _id: 1 } },
  );
  if (found === null) return;
  const table = collection.collectionName;
  throw new IngestError(
    "CURSOR_HAS_NULLS",
    `Collection "${table}": documents without "${name}", such as the one with _id ${String(found._id)}, have no place in its order and would never be read. Order by a field that every document has, or give it to those.`,
    { table, column: name },
  );
}

/** The canonical row of a document in its bytes. */
export function documentToRow(
  columns: readonly MongoColumn[],
  wanted: readonly string[] | undefined,
): (bytes: Buffer) => Record<string, unknown> {
  const known = new Map<string, Convert>(
    columns.map(({ name, shape }) => [name, convertTo(shape)]),
  );
  const isWanted = wanted && new Set(wanted);
  return (bytes) => {
    const document = BSON.deserialize(bytes, READ_AS_IS);
    const row: Record<string, unknown> = {};
    for (const name of Object.keys(document))
      if (isWanted?.has(name) ?? true)
        putField(row, name, (known.get(name) ?? canonical)(document[name]));
    return row;
  };
}
