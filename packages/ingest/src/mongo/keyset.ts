import type { Document, Filter } from "mongodb";
import {
  afterInGroup,
  beforeInGroup,
  inEarlierGroups,
  inLaterGroups,
  type KnownTypes,
} from "./bson-order.ts";

/** An order of documents: by fields, on a server that knows these types. */
export interface DocumentOrder {
  readonly fields: readonly string[];
  readonly known: KnownTypes;
}

/** Documents behind a place; fewer values than fields are the beginning of one. */
export function behind(order: DocumentOrder, values: readonly unknown[]): Filter<Document> {
  return anyOf(
    steps(order, values).map(({ field, value, before }) =>
      allOf([before, either(afterInGroup(field, value), inLaterGroups(field, value, order.known))]),
    ),
  );
}

/** Documents up to a place, itself included. */
export function upTo(order: DocumentOrder, values: readonly unknown[]): Filter<Document> {
  return anyOf([
    ...steps(order, values).map(({ field, value, before }) =>
      allOf([
        before,
        either(beforeInGroup(field, value), inEarlierGroups(field, value, order.known)),
      ]),
    ),
    equal(order.fields, values),
  ]);
}

/** All of some conditions. */
export function allOf(filters: readonly Filter<Document>[]): Filter<Document> {
  const [first = {}, ...others] = filters.filter((each) => Object.keys(each).length > 0);
  return others.length === 0 ? first : { $and: [first, ...others] };
}

/** Each field of a place with its value, and what the fields before it are equal to. */
function steps({ fields }: DocumentOrder, values: readonly unknown[]) {
  return values.map((value, index) => ({
    field: fields[index] ?? "",
    value,
    before: equal(fields, values.slice(0, index)),
  }));
}

function either(first: Filter<Document>, second: Filter<Document> | undefined): Filter<Document> {
  return second === undefined ? first : anyOf([first, second]);
}

function anyOf(filters: readonly Filter<Document>[]): Filter<Document> {
  const [first = {}, ...others] = filters;
  return others.length === 0 ? first : { $or: [first, ...others] };
}

function equal(fields: readonly string[], values: readonly unknown[]): Filter<Document> {
  return Object.fromEntries(values.map((value, index) => [fields[index] ?? "", { $eq: value }]));
}
