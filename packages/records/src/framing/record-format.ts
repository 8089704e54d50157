import type { Dataset } from "@cloudapi/core";
import { skipBlank } from "./blank.ts";
import { ElementScanner } from "./element-scanner.ts";

/** The formats that are read. */
export type RecordFormat = "json-lines" | "json-array" | "csv";

const [LF, OPEN_LIST, OPEN_OBJECT] = [0x0a, 0x5b, 0x7b] as const;

/**
 * Tell the format by a source's first bytes.
 *
 * JSON is an array when the first byte that is not blank is `[`, unless that is the start of a line
 * that is complete in itself and followed by others: JSON Lines with a bad first line.
 *
 * @param wanted what the caller knows; with `auto`, text is CSV when its first line names a column of the dataset and is no JSON
 */
export function recordFormat(
  head: Uint8Array,
  wanted: "json" | "csv" | "auto",
  dataset: Dataset,
): RecordFormat {
  if (wanted === "csv" || (wanted === "auto" && !looksLikeJson(head, dataset))) return "csv";
  const start = skipBlank(head, 0, head.length);
  return head[start] === OPEN_LIST && isArray(head, start) ? "json-array" : "json-lines";
}

function looksLikeJson(head: Uint8Array, { columns }: Dataset): boolean {
  const start = skipBlank(head, 0, head.length);
  if (head[start] === OPEN_LIST || head[start] === OPEN_OBJECT) return true;
  const lines = Buffer.from(head.subarray(start)).toString("latin1").split("\n");
  if (columns.some(({ name }) => lines[0]?.includes(name) === true)) return false;
  return lines.some((line) => /^\s*\{\s*["}]/.test(line));
}

function isArray(head: Uint8Array, start: number): boolean {
  const found = head.indexOf(LF, start);
  const lineEnd = found < 0 ? head.length : found + 1;
  const line = head.subarray(0, lineEnd);
  const scanner = new ElementScanner(256);
  const end = scanner.scan(line, start);
  const holdsObjects = head[skipBlank(head, start + 1, lineEnd)] === OPEN_OBJECT;
  if (scanner.status === "open") return true;
  if (scanner.status === "faulty") return holdsObjects;
  const isFollowedOnLine = skipBlank(line, end, line.length) < line.length;
  if (isFollowedOnLine) return holdsObjects;
  return skipBlank(head, end, head.length) === head.length;
}
