import { S3Error } from "../s3-error.ts";

/** What a form may hold, as its signed policy says. */
export interface PostPolicy {
  /** Milliseconds since the epoch. */
  readonly expiration: number;
  readonly conditions: readonly FieldCondition[];
  /** Bounds of the file's size in bytes. */
  readonly sizes: readonly (readonly [least: number, most: number])[];
}

interface FieldCondition {
  readonly operator: "eq" | "starts-with";
  /** In lower case. */
  readonly field: string;
  readonly value: string;
  /** As it is written in an error. */
  readonly text: string;
}

/**
 * Read a policy from its base64.
 *
 * @throws {S3Error} InvalidPolicyDocument
 */
export function readPostPolicy(base64: string): PostPolicy {
  const { expiration, conditions } = parse(base64);
  if (expiration === undefined) throw invalid("Policy missing expiration.");
  if (conditions === undefined) throw invalid("Policy missing conditions.");
  const until = typeof expiration === "string" ? expiration : JSON.stringify(expiration);
  const time = readTime(until);
  if (Number.isNaN(time)) throw invalid(`Invalid 'expiration' value: '${until.slice(0, 50)}'`);
  if (!Array.isArray(conditions) || conditions.length === 0)
    throw invalid("Invalid 'conditions' value: must be a List.");
  const list: readonly unknown[] = conditions;
  const sizes = list.flatMap(readSizes);
  return { expiration: time, conditions: list.flatMap(readCondition), sizes };
}

function parse(base64: string): Record<string, unknown> {
  const text = Buffer.from(base64, "base64").toString("utf8");
  try {
    // A dollar sign may be escaped in a policy, which JSON does not know.
    const value: unknown = JSON.parse(
      text.replaceAll(/\\([^])/g, (pair, escaped: string) => (escaped === "$" ? "$" : pair)),
    );
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Answered below.
  }
  throw invalid("Invalid JSON.");
}

function readTime(text: string): number {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) ? Date.parse(text) : Number.NaN;
}

function isSizes(condition: unknown): condition is unknown[] {
  return Array.isArray(condition) && /^content-length-range$/i.test(String(condition[0]));
}

function readSizes(condition: unknown): [number, number][] {
  if (!isSizes(condition)) return [];
  const [least, most] = [condition[1], condition[2]].map((bound) =>
    /^\d{1,15}$/.test(String(bound)) ? Number(bound) : Number.NaN,
  );
  if (condition.length !== 3 || least === undefined || most === undefined || !(least <= most))
    throw invalid("Invalid content-length-range condition.");
  return [[least, most]];
}

function readCondition(condition: unknown): FieldCondition[] {
  if (isSizes(condition)) return [];
  if (Array.isArray(condition)) return [readListed(condition)];
  if (typeof condition !== "object" || condition === null)
    throw invalid("Invalid Condition: must be a List or an Object.");
  const entries = Object.entries(condition);
  const [name, value] = entries[0] ?? [];
  if (entries.length !== 1 || name === undefined || typeof value !== "string")
    throw invalid(
      "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.",
    );
  return [asCondition("eq", name, value)];
}

function readListed(condition: readonly unknown[]): FieldCondition {
  const [operator, field, value] = condition;
  const known = (["eq", "starts-with"] as const).find(
    (name) => name === String(operator).toLowerCase(),
  );
  if (known === undefined)
    throw invalid(`Invalid Condition: unknown operation '${String(operator).slice(0, 50)}'.`);
  if (
    condition.length !== 3 ||
    typeof field !== "string" ||
    typeof value !== "string" ||
    !field.startsWith("$")
  )
    throw invalid(`Invalid Condition: '${known}' needs a field that begins with $ and a value.`);
  return asCondition(known, field.slice(1), value);
}

function asCondition(operator: "eq" | "starts-with", name: string, value: string): FieldCondition {
  const text = JSON.stringify([operator, `$${name}`, value]).replaceAll(",", ", ");
  return { operator, field: name.toLowerCase(), value, text };
}

/** Fields that no condition has to allow. */
const FREE_FIELDS = new Set(["policy", "x-amz-signature"]);

/**
 * Check a form against its policy.
 *
 * @param fields with the key as it will be, and the bucket
 * @throws {S3Error} AccessDenied
 */
export function checkPostPolicy(
  policy: PostPolicy,
  fields: ReadonlyMap<string, string>,
  now: number,
): void {
  if (now > policy.expiration) throw denied("Policy expired.");
  for (const condition of policy.conditions) {
    if (!holds(condition, fields.get(condition.field) ?? ""))
      throw denied(`Policy Condition failed: ${condition.text}`);
  }
  const allowed = new Set(policy.conditions.map(({ field }) => field));
  const extra = [...fields.keys()].filter(
    (name) => !allowed.has(name) && !FREE_FIELDS.has(name) && !name.startsWith("x-ignore-"),
  );
  if (extra.length > 0) throw denied(`Extra input fields: ${extra.join(", ").slice(0, 200)}`);
}

function holds({ operator, field, value }: FieldCondition, actual: string): boolean {
  if (operator === "eq") return actual === value;
  // Content types may be a list, of which each must begin so.
  const each = field === "content-type" ? actual.split(",").map((one) => one.trim()) : [actual];
  return each.every((one) => one.startsWith(value));
}

/**
 * Pass a file on, as long as its size is within a policy's bounds.
 *
 * @throws {S3Error} EntityTooLarge or EntityTooSmall
 */
export async function* checkSizes(
  policy: PostPolicy,
  file: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const least = Math.max(0, ...policy.sizes.map(([bound]) => bound));
  const most = Math.min(5 * 1024 ** 3, ...policy.sizes.map(([, bound]) => bound));
  let size = 0;
  for await (const piece of file) {
    size += piece.length;
    if (size > most)
      throw new S3Error("EntityTooLarge", undefined, {
        details: { ProposedSize: String(size), MaxSizeAllowed: String(most) },
      });
    yield piece;
  }
  if (size < least)
    throw new S3Error("EntityTooSmall", undefined, {
      details: { ProposedSize: String(size), MinSizeAllowed: String(least) },
    });
}

function invalid(message: string): S3Error {
  return new S3Error("InvalidPolicyDocument", `Invalid Policy: ${message}`);
}

function denied(message: string): S3Error {
  return new S3Error("AccessDenied", `Invalid according to Policy: ${message}`);
}
