import type { EngineResult } from "../engine/query-engine.ts";

/** A result as text, for a cache: what JSON has no values for is marked. */
export function resultText(result: EngineResult): string {
  return JSON.stringify(result, (_key, value: unknown) => {
    if (typeof value === "bigint") return { $int64: String(value) };
    if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
    if (typeof value === "number" && !Number.isFinite(value)) return { $number: String(value) };
    return value;
  });
}

/** The result of such text; `undefined` when it is none. */
export function resultOfText(text: string): EngineResult | undefined {
  try {
    const result: unknown = JSON.parse(text, revive);
    return isResult(result) ? result : undefined;
  } catch {
    return undefined;
  }
}

function isResult(value: unknown): value is EngineResult {
  const { columns, rows, scannedBytes, engineMs } = Object(value) as Record<string, unknown>;
  const isCounted = typeof scannedBytes === "number" && typeof engineMs === "number";
  return Array.isArray(columns) && Array.isArray(rows) && isCounted;
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { $int64, $bytes, $number } = value as Record<string, unknown>;
  if (typeof $int64 === "string") return BigInt($int64);
  if (typeof $bytes === "string") return new Uint8Array(Buffer.from($bytes, "base64"));
  return typeof $number === "string" ? Number($number) : value;
}
