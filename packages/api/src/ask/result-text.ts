import type { EngineResult } from "../engine/query-engine.ts";

/** A result as text, for a cache: what JSON has no values for is marked, and names that look like marks are not taken for any. */
export function resultText(result: EngineResult): string {
  return JSON.stringify({ ...result, rows: result.rows.map((row) => mapValues(row, encoded)) });
}

/** The result of such text; `undefined` when it is none. */
export function resultOfText(text: string): EngineResult | undefined {
  try {
    const result: unknown = JSON.parse(text);
    if (!isResult(result)) return undefined;
    return { ...result, rows: result.rows.map((row) => mapValues(row, decoded)) };
  } catch {
    return undefined;
  }
}

function isResult(value: unknown): value is EngineResult {
  const { columns, rows, scannedBytes, engineMs } = Object(value) as Record<string, unknown>;
  const isCounted = typeof scannedBytes === "number" && typeof engineMs === "number";
  return Array.isArray(columns) && Array.isArray(rows) && isCounted;
}

function mapValues<T>(row: object, change: (value: unknown) => unknown): T {
  return Object.fromEntries(Object.entries(row).map(([name, each]) => [name, change(each)])) as T;
}

/** An object stands inside a mark of its own, so that each object of the text is a mark. */
function encoded(value: unknown): unknown {
  if (typeof value === "bigint") return { $int64: String(value) };
  if (typeof value === "number" && !Number.isFinite(value)) return { $number: String(value) };
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(encoded);
  return { $object: mapValues(value, encoded) };
}

function decoded(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(decoded);
  const { $int64, $bytes, $number, $object } = value as Record<string, unknown>;
  if (typeof $int64 === "string") return BigInt($int64);
  if (typeof $bytes === "string") return new Uint8Array(Buffer.from($bytes, "base64"));
  if (typeof $number === "string") return Number($number);
  return mapValues($object as object, decoded);
}
