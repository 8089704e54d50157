import {
  MOST_KEYS,
  type NumberSummary,
  type Observation,
  type TextSummary,
} from "./observation.ts";
import type { ProposedField, ProposedType, ProposedValue } from "./proposal.ts";
import { safeNames } from "./safe-names.ts";
import type { TextKind } from "./text-kinds.ts";
import { epochType, isEpoch, timeType } from "./time-types.ts";

/** How texts are to be read. */
export interface ProposalContext {
  /** Whether every value is the text of a cell, from which its type is read. */
  readonly isCsv: boolean;
}

/** So many keys, each in few objects, are a map's and not a struct's. */
const MAP_KEYS = 12;
/** An integer below it that is no identifier is taken to stay within 32 bits. */
const SMALL_INTEGER = 2 ** 30;
const MONEY = /(?:^|_|[a-z])(?:price|amount|total|cost|tax|fee|balance|discount|revenue)/i;

/** The fields of records, or of objects in one place. */
export function proposeFields(seen: Observation, context: ProposalContext): ProposedField[] {
  const names = safeNames([...seen.fields.keys()]);
  return [...seen.fields].map(([source, field]) => {
    const name = names.get(source) ?? source;
    const absent = seen.objects - field.seen;
    const value = proposeValue(field, { ...context, name: source });
    return {
      ...value,
      name,
      isAbsent: absent > 0,
      findings: [
        ...(absent > 0 ? [`absent in ${share(absent, seen.objects)}`] : []),
        ...value.findings,
      ],
      ...(name !== source && { alias: source }),
    };
  });
}

function proposeValue(
  seen: Observation,
  context: ProposalContext & { readonly name: string },
): ProposedValue {
  const findings: string[] = [];
  if (seen.nulls > 0) findings.push(`null in ${share(seen.nulls, seen.seen)}`);
  const type = proposeType(seen, context, findings);
  return { type, hasNull: seen.nulls > 0, isAbsent: false, findings };
}

/** A part of a whole in words. */
export function share(part: number, whole: number): string {
  return `${part.toLocaleString("en-US")} of ${whole.toLocaleString("en-US")}`;
}

type Named = ProposalContext & { readonly name: string };

function proposeType(seen: Observation, context: Named, findings: string[]): ProposedType {
  const kinds: [string, number][] = [
    ["text", seen.texts.count],
    ["numbers", seen.numbers.count],
    ["booleans", seen.booleans],
    ["lists", seen.lists],
    ["objects", seen.objects],
  ];
  const found = kinds.filter(([, count]) => count > 0);
  if (seen.isDeeper) findings.push("nested too deep for columns");
  else if (found.length === 0) findings.push("no value was seen");
  else if (found.length > 1)
    findings.push(
      `mixed: ${found.map(([kind, count]) => `${count.toLocaleString("en-US")} ${kind}`).join(", ")}`,
    );
  else if (seen.texts.count > 0) return textType(seen.texts, context, findings);
  else if (seen.numbers.count > 0) return numberType(seen.numbers, context, findings);
  else if (seen.booleans > 0) return { kind: "boolean" };
  else if (seen.lists > 0) return listType(seen, context, findings);
  else return objectType(seen, context, findings);
  return { kind: context.isCsv ? "string" : "json" };
}

function listType(seen: Observation, context: Named, findings: string[]): ProposedType {
  if (seen.element === undefined) {
    findings.push("every list is empty");
    return { kind: "json" };
  }
  const element = withoutFormat(proposeValue(seen.element, context));
  findings.push(...element.findings.map((each) => `elements: ${each}`));
  return { kind: "list", element };
}

function objectType(seen: Observation, context: Named, findings: string[]): ProposedType {
  if (seen.fields.size === 0) {
    findings.push("every object is empty");
    return { kind: "json" };
  }
  if (!isMap(seen)) return { kind: "struct", fields: proposeFields(seen, context) };
  const keys = `${seen.hasMoreKeys ? "more than " : ""}${seen.fields.size} different keys`;
  findings.push(`${keys} in ${seen.objects.toLocaleString("en-US")} objects`);
  const values = mapValues(seen, context);
  return values === undefined ? { kind: "json" } : { kind: "map", value: values };
}

/** A format is said by a field's name, which an element has not. */
function withoutFormat(value: ProposedValue): ProposedValue {
  const { type } = value;
  const isTime = type.kind === "timestamp" || type.kind === "date";
  if (!isTime || type.format === undefined) return value;
  return { ...value, type: { kind: isEpoch(type.format) ? "double" : "string" } };
}

/** Keys that are data: many, and each in few of the objects; a JSON object can't hold so many columns anyway. */
function isMap(seen: Observation): boolean {
  const { size } = seen.fields;
  if (seen.hasMoreKeys || size >= MOST_KEYS) return true;
  const entries = [...seen.fields.values()].reduce((sum, field) => sum + field.seen, 0);
  return size >= MAP_KEYS && entries < size * seen.objects * 0.35;
}

/** The type of all values of a map, where there is one; keys that were not kept may have others. */
function mapValues(seen: Observation, context: Named): ProposedValue | undefined {
  if (seen.hasMoreKeys) return undefined;
  const values = [...seen.fields.values()].map((field) =>
    withoutFormat(proposeValue(field, context)),
  );
  const known = values.filter(({ findings }) => !findings.includes("no value was seen"));
  const [first, ...others] = known;
  if (first === undefined) return undefined;
  const isSame = others.every(({ type }) => type.kind === first.type.kind);
  const isText = known.every(({ type }) => TEXTS.has(type.kind));
  const isPlain = PLAIN.has(first.type.kind);
  if (!isText && !(isSame && isPlain)) return undefined;
  const type: ProposedType = isText ? { kind: "string" } : first.type;
  const hasNull = values.some((value) => value.hasNull);
  return { type, hasNull, isAbsent: false, findings: [] };
}

const TEXTS: ReadonlySet<string> = new Set(["string", "date", "timestamp"]);
const PLAIN: ReadonlySet<string> = new Set(["boolean", "int32", "int", "double"]);

function numberType(seen: NumberSummary, { name }: Named, findings: string[]): ProposedType {
  const epoch = epochType(seen, name, findings);
  if (epoch !== undefined) return epoch;
  if (seen.integers === seen.count) return integerType(seen, name);
  const isMoney = MONEY.test(name) && !seen.hasExponent && seen.scale <= 6;
  if (isMoney) return decimalType(seen);
  if (seen.integers > 0) findings.push(`integers in ${share(seen.integers, seen.count)}`);
  return { kind: "double" };
}

function integerType(
  { min, max, isLong, isHuge, wholeDigits }: NumberSummary,
  name: string,
): ProposedType {
  if (isHuge)
    return wholeDigits <= 38 ? { kind: "decimal", precision: 38, scale: 0 } : { kind: "double" };
  if (isLong) return { kind: "int64" };
  const isSmall = min > -SMALL_INTEGER && max < SMALL_INTEGER && !isIdentifier(name);
  return { kind: isSmall ? "int32" : "int" };
}

/** Room for ten digits before the point, or twice as many as there are. */
function decimalType({ wholeDigits, scale }: NumberSummary): ProposedType {
  const places = Math.max(2, scale);
  const whole = Math.max(10, wholeDigits + 3);
  return { kind: "decimal", precision: Math.min(38, whole + places), scale: places };
}

function textType(texts: TextSummary, context: Named, findings: string[]): ProposedType {
  const { count, kinds, outsiders } = texts;
  const all = (kind: TextKind) => kinds.get(kind) === count;
  const type = timeType(texts, context.name, findings) ?? cellType(texts, context, findings);
  if (type !== undefined) {
    if (type.kind === "double" || type.kind === "int32") noteFew(texts, findings);
    return type;
  }
  for (const [kind, number] of kinds)
    if (number < count && number >= count * 0.8)
      findings.push(
        `${kind} in ${share(number, count)}, but ${JSON.stringify(outsiders.get(kind))}`,
      );
  for (const kind of TOLD) if (all(kind)) findings.push(TELLS[kind] ?? "");
  if (!isIdentifier(context.name)) noteValues(texts, findings);
  return { kind: "string" };
}

/** The type that every cell of a CSV column can be read as. */
function cellType(
  texts: TextSummary,
  context: Named,
  findings: string[],
): ProposedType | undefined {
  const { numbers, count, kinds } = texts;
  if (!context.isCsv) return undefined;
  if (kinds.get("boolean") === count) return { kind: "boolean" };
  if (kinds.get("number") !== count || numbers.count < count) return undefined;
  return numberType(numbers, context, findings);
}

const TOLD: readonly TextKind[] = ["comma number", "code", "number", "json", "ipv4", "uuid"];
const TELLS: Partial<Record<TextKind, string>> = {
  "comma number": "numbers with a decimal comma",
  code: "digits with zeros in front, kept as text",
  number: "numbers as text; decimal(p, s) reads them",
  json: "JSON as text; json() checks it",
  ipv4: "IPv4 addresses: z.ipv4()",
  uuid: "UUIDs: z.guid()",
};

function noteFew({ values, count }: TextSummary, findings: string[]): void {
  if (values !== undefined && values.size <= 2 && count >= 20)
    findings.push(`only ${[...values.keys()].join(" and ")}`);
}

/** Texts that are few and often: members of an enum, perhaps. */
function noteValues({ values, count }: TextSummary, findings: string[]): void {
  if (values === undefined || count < 20 || values.size * 5 > count || values.size > 12) return;
  const texts = [...values.keys()].map((text) => JSON.stringify(text)).join(", ");
  findings.push(values.size === 1 ? `only ${texts}` : `z.enum([${texts}])?`);
}

function isIdentifier(name: string): boolean {
  return /(?:^|[^a-z])(?:id|key|number|nr|no)$/i.test(name) || /[a-z]I[dD]$/.test(name);
}
