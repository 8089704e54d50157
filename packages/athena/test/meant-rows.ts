import type { DataType, StructField } from "@cloudapi/core";

/** A value in the form of `canonicalRow`; `undefined` where there is none that means the same. */
type Meant = unknown;

/** What rows of one contract are, read as those of another, in the form of `canonicalRow`; `undefined` where one is none of its rows. */
export function meantRows(
  rows: readonly Readonly<Record<string, unknown>>[],
  before: readonly StructField[],
  after: readonly StructField[],
): Record<string, unknown>[] | undefined {
  const meant = rows.map((row) => meantRow(row, before, after));
  return meant.every((row) => row !== undefined) ? meant : undefined;
}

function meantRow(
  row: Readonly<Record<string, unknown>>,
  before: readonly StructField[],
  after: readonly StructField[],
): Record<string, unknown> | undefined {
  const known = new Map(before.map((field) => [field.name.toLowerCase(), field]));
  const entries = after.map(({ name, type, nullable }): [string, Meant] => {
    const was = known.get(name.toLowerCase());
    const value = was === undefined ? null : row[was.name];
    return [name, meantValue(value, was?.type ?? type, { type, nullable })];
  });
  return entries.every(([, value]) => value !== undefined)
    ? Object.fromEntries(entries)
    : undefined;
}

function meantValue(
  value: unknown,
  before: DataType,
  { type: after, nullable }: { readonly type: DataType; readonly nullable: boolean },
): Meant {
  if (value === null || value === undefined) return nullable ? null : undefined;
  if (before.kind === "struct" && after.kind === "struct")
    return meantRow(value as Record<string, unknown>, before.fields, after.fields);
  if (before.kind === "list" && after.kind === "list") {
    const element = { type: after.element, nullable: after.elementNullable };
    return all((value as unknown[]).map((each) => meantValue(each, before.element, element)));
  }
  if (before.kind === "map" && after.kind === "map") {
    const to = { type: after.value, nullable: after.valueNullable };
    return all(
      (value as [string, unknown][]).map(([key, each]) => {
        const meant = meantValue(each, before.value, to);
        return meant === undefined ? undefined : [key, meant];
      }),
    );
  }
  return meantScalar(value, before, after);
}

function all(values: readonly Meant[]): Meant {
  return values.includes(undefined) ? undefined : values;
}

const NUMBERS: ReadonlySet<string> = new Set(["int32", "int64", "float", "double", "decimal"]);

function meantScalar(value: unknown, before: DataType, after: DataType): Meant {
  if (before.kind === after.kind && before.kind !== "decimal") return value;
  if (NUMBERS.has(before.kind) && NUMBERS.has(after.kind))
    return meantNumber(exactText(value as string | number), after);
  if (["struct", "list", "map"].includes(before.kind)) return undefined;
  if (after.kind === "string") return String(value as string | number | boolean);
  if (before.kind === "date" && after.kind === "timestamp")
    return `${value as string}T00:00:00.000Z`;
  if (before.kind === "timestamp" && after.kind === "date")
    return (value as string).endsWith("T00:00:00.000Z")
      ? (value as string).slice(0, 10)
      : undefined;
  return undefined;
}

/** A number's digits; text of a double's would be rounded. */
function exactText(value: string | number): string {
  return Number.isInteger(value) ? String(BigInt(value)) : String(value);
}

/** The same number, exactly. */
function meantNumber(text: string, after: DataType): Meant {
  switch (after.kind) {
    case "int32":
      return isWhole(text) && Math.abs(Number(text)) < 2 ** 31 ? Number(text) : undefined;
    case "int64":
      return isWhole(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text) ? text : undefined;
    case "double":
      return !isWhole(text) || BigInt(Number(text)) === BigInt(text) ? Number(text) : undefined;
    case "float": {
      const double = meantNumber(text, { kind: "double" });
      return Math.fround(double as number) === double ? double : undefined;
    }
    case "decimal":
      return meantDecimal(text, after.precision, after.scale);
    default:
      return undefined;
  }
}

function isWhole(text: string): boolean {
  return /^-?\d+$/.test(text);
}

function meantDecimal(text: string, precision: number, scale: number): Meant {
  const [, sign = "", whole = "", part = ""] = /^(-?)(\d+)(?:\.(\d+?)0*)?$/.exec(text) ?? [];
  const digits = whole.replace(/^0+(?=\d)/, "");
  const kept = part === "0" ? "" : part;
  if (whole === "" || kept.length > scale || digits.length > precision - scale) return undefined;
  const fraction = kept.padEnd(scale, "0");
  return `${sign}${digits}${scale === 0 ? "" : `.${fraction}`}`;
}
