import { putField } from "@cloudapi/core/internal";
import type { ClientSession, Collection, Document, FindOptions } from "mongodb";
import { IngestError } from "../errors/ingest-error.ts";
import type { ReadOptions, SourceBatch } from "../source/source.ts";
import { type Convert, canonical, convertTo } from "./convert.ts";
import { requireOrderable, wireValue } from "./cursor-value.ts";
import { upTo } from "./keyset.ts";
import { knownTypes } from "./known-types.ts";
import type { MongoColumn, MongoTable } from "./mongo-column.ts";
import { READ_AS_IS } from "./read-as-is.ts";
import { readPages, type SizedDocument } from "./read-pages.ts";
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
  const toRow = rowConversion(table.columns, input.columns);
  for await (const taken of await documentsOf(collection, table, input)) {
    const rows = taken.map(({ document }) => toRow(document));
    yield { rows, bytes: taken.reduce((total, { bytes }) => total + bytes, 0) };
  }
}

async function documentsOf(
  collection: Collection,
  table: MongoTable,
  input: ReadInput,
): Promise<AsyncIterable<readonly SizedDocument[]>> {
  const { orderBy = [], after, upTo: end, batchBytes, signal } = input;
  const columns = orderBy.map((name) => orderColumn(table, name));
  const wires = (values: typeof after) =>
    values?.map((value, index) =>
      wireValue(value, columns[index] ?? columnOf(table, "_id"), table.name),
    );
  for (const column of columns) requireOrderable(column, table.name);
  const options = findOptions(table, input);
  for (const { name } of columns) await refuseNulls(collection, name, input);
  if (table.isView && orderBy.length === 0)
    return readWhole(collection, { filter: {}, batchBytes, options, signal });
  const fields = orderBy.length === 0 ? ["_id"] : orderBy;
  const order = { fields, known: await knownTypes(collection) };
  const filter = end === undefined ? {} : upTo(order, wires(end) ?? []);
  return readPages(collection, { order, filter, after: wires(after), batchBytes, options, signal });
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

function rowConversion(
  columns: readonly MongoColumn[],
  wanted: readonly string[] | undefined,
): (document: Document) => Record<string, unknown> {
  const known = new Map<string, Convert>(
    columns.map(({ name, shape }) => [name, convertTo(shape)]),
  );
  const isWanted = wanted && new Set(wanted);
  return (document) => {
    const row: Record<string, unknown> = {};
    for (const name of Object.keys(document))
      if (isWanted?.has(name) ?? true)
        putField(row, name, (known.get(name) ?? canonical)(document[name]));
    return row;
  };
}
