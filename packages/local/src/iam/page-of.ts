import type { XmlNode } from "../s3/xml/write-xml.ts";
import type { IamCall } from "./iam-call.ts";
import { validationError } from "./iam-error.ts";

/** The parameters of what lists something. */
export const PAGING = ["Marker", "MaxItems"];

const DEFAULT_ITEMS = 100;
const MOST_ITEMS = 1000;

/** One page of items that are sorted by their keys; a marker is the key of the last item of the page before. */
export function pageOf<T>(
  call: IamCall,
  items: readonly T[],
  keyOf: (item: T) => string,
): { readonly items: readonly T[]; readonly fields: XmlNode } {
  const size = Number(call.text("MaxItems") ?? DEFAULT_ITEMS);
  if (!Number.isInteger(size) || size < 1 || size > MOST_ITEMS)
    throw validationError(
      `1 validation error detected: Value at 'maxItems' failed to satisfy constraint: a whole number from 1 to ${MOST_ITEMS}`,
    );
  const marker = call.text("Marker");
  const after = marker === undefined ? "" : readMarker(marker);
  const left = items
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => marker === undefined || key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const page = left.slice(0, size);
  const last = page.at(-1);
  const isTruncated = left.length > size && last !== undefined;
  return {
    items: page.map(({ item }) => item),
    fields: isTruncated
      ? { IsTruncated: true, Marker: Buffer.from(`after:${last.key}`).toString("base64url") }
      : { IsTruncated: false },
  };
}

function readMarker(marker: string): string {
  const text = Buffer.from(marker, "base64url").toString();
  if (text.startsWith("after:")) return text.slice("after:".length);
  throw validationError("Invalid Marker.");
}
