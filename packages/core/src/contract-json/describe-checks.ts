import { decimalOfCheck } from "../types/decimal.ts";
import { jsonOfCheck } from "../types/json-of-schema.ts";
import { formatsIn } from "../types/type-formats.ts";
import { boundOf, type FieldDraft, type PatternJson } from "./contract-json.ts";
import { DIGITS, MOST_FRACTION_DIGITS } from "./contract-json-schema.ts";
import { formatMaker } from "./string-formats.ts";
import { unsaidOfCheck } from "./unsaid-check.ts";

/** What is read of a check. */
interface CheckDef {
  readonly type?: string;
  readonly check?: string;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly value?: number | bigint;
  readonly inclusive?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly length?: number;
  readonly size?: number;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly includes?: string;
  readonly position?: number;
}

/**
 * Put the checks of a schema without wrappers into its field.
 *
 * @param unsaid is told what can't be put
 */
export function describeChecks(
  def: Parameters<typeof formatsIn>[0],
  field: FieldDraft,
  unsaid: (what: string) => void,
): void {
  for (const check of formatsIn(def) as readonly CheckDef[]) {
    if (check.check === undefined) continue;
    const what = describeCheck(check, field);
    if (what !== undefined) unsaid(what);
  }
}

/** Put a check, or say what it is. */
function describeCheck(check: CheckDef, field: FieldDraft): string | undefined {
  switch (check.check) {
    case "less_than":
      return describeBound(check, field, "maximum", "exclusiveMaximum");
    case "greater_than":
      return describeBound(check, field, "minimum", "exclusiveMinimum");
    case "multiple_of":
      return describeMultiple(check, field);
    case "number_format":
    case "bigint_format":
      if (check.format === "uint32") {
        raise(field, "minimum", 0);
        lower(field, "maximum", 4_294_967_295);
      }
      return undefined;
    case "min_length":
    case "max_length":
    case "length_equals":
    case "min_size":
    case "max_size":
    case "size_equals":
      return describeLength(check, field);
    case "string_format":
      return describeFormat(check, field);
    case "overwrite":
      return "a function that changes the value, such as .trim()";
    default:
      return isTypesOwn(check) ? undefined : "a check by a function";
  }
}

function isTypesOwn(check: object): boolean {
  return [decimalOfCheck, jsonOfCheck, unsaidOfCheck].some((own) => own(check) !== undefined);
}

type Lower = "minimum" | "exclusiveMinimum";
type Upper = "maximum" | "exclusiveMaximum";

function describeBound(
  { value = 0, inclusive }: CheckDef,
  field: FieldDraft,
  closed: Lower | Upper,
  open: Lower | Upper,
): string | undefined {
  const name = inclusive === true ? closed : open;
  const said = numberOf(value);
  const boundless = closed === "minimum" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (value === boundless && inclusive === true) return undefined;
  if (said === undefined) return NO_NUMBER;
  if (closed === "minimum") raise(field, name as Lower, said);
  else lower(field, name as Upper, said);
  return undefined;
}

/** A multiple of a negative integer is one of the positive, too. */
function describeMultiple({ value = 1 }: CheckDef, field: FieldDraft): string | undefined {
  const said = numberOf(typeof value === "bigint" && value < 0n ? -value : value);
  if (said === undefined) return NO_NUMBER;
  field.multipleOf = [...(field.multipleOf ?? []), said];
  return undefined;
}

const NO_NUMBER = "a bound that JSON has no number for";

function raise(field: FieldDraft, name: Lower, value: number | string): void {
  const known = field[name];
  if (known === undefined || boundOf(value) > boundOf(known)) field[name] = value;
}

function lower(field: FieldDraft, name: Upper, value: number | string): void {
  const known = field[name];
  if (known === undefined || boundOf(value) < boundOf(known)) field[name] = value;
}

/** A number as it is written down, and read again. */
function numberOf(value: number | bigint): number | string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  const digits = String(value);
  return DIGITS.test(digits) ? digits : undefined;
}

function describeLength(
  { length, size = length, minimum = size, maximum = size }: CheckDef,
  field: FieldDraft,
): string | undefined {
  const isText = field.type !== "list" && field.type !== "map";
  const [min, max] = isText
    ? (["minLength", "maxLength"] as const)
    : (["minItems", "maxItems"] as const);
  const least = Math.max(0, Math.ceil(minimum ?? 0));
  const most = Math.floor(maximum ?? Number.POSITIVE_INFINITY);
  if (!Number.isFinite(least) || !(most >= 0)) return NO_NUMBER;
  if (least > 0) field[min] = Math.max(field[min] ?? 0, least);
  if (most < Number.POSITIVE_INFINITY) field[max] = Math.min(field[max] ?? most, most);
  return undefined;
}

/** The options of a format that name and pattern say. */
const SAID = new Set([
  "type",
  "check",
  "format",
  "pattern",
  "version",
  "abort",
  "error",
  "checks",
  "when",
]);

function describeFormat(check: CheckDef, field: FieldDraft): string | undefined {
  const { format = "", pattern } = check;
  switch (format) {
    case "regex":
      field.patterns = [...(field.patterns ?? []), patternJson(pattern ?? /^/)];
      return undefined;
    case "starts_with":
      field.startsWith = [...(field.startsWith ?? []), check.prefix ?? ""];
      return undefined;
    case "ends_with":
      field.endsWith = [...(field.endsWith ?? []), check.suffix ?? ""];
      return undefined;
    case "includes":
      if (check.position !== undefined) return "text at a position (.includes() with position)";
      field.includes = [...(field.includes ?? []), check.includes ?? ""];
      return undefined;
    case "datetime":
      return describeDateTime(check, field);
    case "date":
      return undefined;
  }
  const usual = formatMaker(format)?.()._zod.def as CheckDef | undefined;
  const others = Object.entries(check).filter(
    ([name, value]) => !SAID.has(name) && value !== undefined && value !== null,
  );
  if (usual === undefined || others.length > 0) return `the format ${format} with its options`;
  const isUsual = String(pattern) === String(usual.pattern);
  const own = isUsual || pattern === undefined ? {} : { pattern: patternJson(pattern) };
  field.formats = [...(field.formats ?? []), { format, ...own }];
  return undefined;
}

function describeDateTime(
  { offset, precision }: CheckDef & { offset?: boolean; precision?: number | null },
  field: FieldDraft,
): string | undefined {
  field.offset = field.offset !== false && offset === true;
  if (typeof precision !== "number") return undefined;
  if (precision > MOST_FRACTION_DIGITS)
    return `more than ${MOST_FRACTION_DIGITS} digits of seconds`;
  field.digits = precision;
  return undefined;
}

function patternJson({ source, flags }: RegExp): PatternJson {
  return { source, ...(flags !== "" && { flags }) };
}
