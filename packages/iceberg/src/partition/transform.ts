import type { PrimitiveType } from "../values/primitive-type.ts";

/** What partitions by time are called in a spec. */
export type TimeTransform = "year" | "month" | "day" | "hour";

/** What is made of a column's value for a partition or for an order. */
export type Transform =
  | { readonly kind: "identity" | "void" | TimeTransform }
  | { readonly kind: "bucket" | "truncate"; readonly n: number };

const SIMPLE = ["identity", "void", "year", "month", "day", "hour"] as const;

/** The transform of a spec's text, such as `bucket[16]`; `undefined` for one that is not known. */
export function parseTransform(text: string): Transform | undefined {
  const simple = SIMPLE.find((each) => each === text.toLowerCase());
  if (simple !== undefined) return { kind: simple };
  const [, kind, digits] = /^(bucket|truncate)\[(\d+)\]$/i.exec(text) ?? [];
  const n = Number(digits);
  if (kind === undefined || n < 1 || n > 2_147_483_647) return undefined;
  return { kind: kind.toLowerCase() as "bucket" | "truncate", n };
}

/** A transform as specs write it. */
export function formatTransform(transform: Transform): string {
  return "n" in transform ? `${transform.kind}[${transform.n}]` : transform.kind;
}

const DATES = ["date"];
const TIMES = ["timestamp", "timestamptz", "timestamp_ns", "timestamptz_ns"];
const HASHED = [
  "int",
  "long",
  "decimal",
  "time",
  "string",
  "uuid",
  "fixed",
  "binary",
  ...DATES,
  ...TIMES,
];
const CUT = ["int", "long", "decimal", "string", "binary"];

/** The kinds of types that a transform takes; `undefined` when it takes all. */
export function kindsTaken({ kind }: Transform): readonly string[] | undefined {
  switch (kind) {
    case "bucket":
      return HASHED;
    case "truncate":
      return CUT;
    case "hour":
      return TIMES;
    case "year":
    case "month":
    case "day":
      return [...DATES, ...TIMES];
    default:
      return undefined;
  }
}

/** The type of what a transform makes of a type. */
export function resultType({ kind }: Transform, source: PrimitiveType): PrimitiveType {
  switch (kind) {
    case "bucket":
    case "year":
    case "month":
    case "hour":
      return { kind: "int" };
    case "day":
      return { kind: "date" };
    default:
      return source;
  }
}
