/** What `JSON.parse` passes to its reviver as well, with the text of a number as it stood (ECMAScript, JSON.parse source text access). */
interface ReviverContext {
  readonly source?: string;
}

type Reviver = (key: string, value: unknown, context: ReviverContext) => unknown;

/** Ids of 63 bits, which a number does not hold. */
const ID_KEYS: ReadonlySet<string> = new Set([
  "snapshot-id",
  "parent-snapshot-id",
  "current-snapshot-id",
  "source-snapshot-id",
]);

/**
 * The value of JSON as Iceberg writes it: snapshot ids are bigints, and so are other whole numbers that a number does not hold.
 *
 * @throws {SyntaxError} for text that is not JSON
 */
export function parseIcebergJson(text: string): unknown {
  return (JSON.parse as (text: string, reviver: Reviver) => unknown)(text, revive);
}

function revive(key: string, value: unknown, { source }: ReviverContext): unknown {
  if (key === "snapshot-ids" && Array.isArray(value)) return value.map(toId);
  if (typeof value !== "number") return value;
  const isWhole = source !== undefined && /^-?\d+$/.test(source);
  if (isWhole && !Number.isSafeInteger(value)) return BigInt(source);
  return ID_KEYS.has(key) ? toId(value) : value;
}

function toId(value: unknown): unknown {
  return Number.isSafeInteger(value) ? BigInt(value as number) : value;
}

/** JSON of a value, bigints as numbers. */
export function serializeIcebergJson(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_key, each: unknown) => (isBigint(each) ? raw(each) : each),
    indent,
  );
}

function isBigint(value: unknown): value is bigint {
  return typeof value === "bigint";
}

function raw(value: bigint): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(String(value));
}
