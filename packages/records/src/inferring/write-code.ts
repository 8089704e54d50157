import type { Timestamps } from "../adapting/timestamps/convert-times.ts";
import type { CsvOptions } from "../dialect/csv-options.ts";
import { layoutFor } from "./event-time-candidates.ts";
import type { ProposedField, ProposedType, ProposedValue } from "./proposal.ts";

/** What code is written of. */
export interface ProposedContract {
  readonly dataset: string;
  readonly fields: readonly ProposedField[];
  readonly eventTime: string | undefined;
  readonly isPartitioned: boolean;
  readonly alias: Readonly<Record<string, string>>;
  /** Options of the CSV dialect that the source needs. */
  readonly csv: CsvOptions | undefined;
  /** The delimiter, where nothing else is needed. */
  readonly delimiter: string | undefined;
  readonly timestamps: Timestamps;
  /** Sentences about the whole. */
  readonly notes: readonly string[];
}

/** Characters of a line, as far as it can be broken: those of a terminal. */
const WIDTH = 80;

/** A contract as TypeScript, to be pasted into a file. */
export function writeCode(contract: ProposedContract): string {
  const schema = writeFields(contract.fields, 2);
  const uses = (name: string) => new RegExp(`\\b${name}\\(`).test(schema.join("\n"));
  const imports = ["decimal", "defineDataset", "json"].filter(
    (name) => name === "defineDataset" || uses(name),
  );
  const { eventTime, isPartitioned, alias } = contract;
  const name = constantName(contract.dataset);
  return [
    `import { ${imports.join(", ")} } from "@cloudapi/core";`,
    ...readingImports(contract),
    'import * as z from "zod";',
    "",
    ...contract.notes.flatMap((note) => comment(note, "")),
    `export const ${name} = defineDataset({`,
    `  name: ${JSON.stringify(contract.dataset)},`,
    "  schema: z.object({",
    ...schema,
    "  }),",
    ...(eventTime === undefined ? [] : [`  eventTime: ${JSON.stringify(eventTime)},`]),
    ...(isPartitioned
      ? [`  partition: { granularity: "day", layout: "${layoutFor(contract.fields)}" },`]
      : []),
    ...writeAlias(alias),
    "});",
    ...writeReading(contract),
    "",
    `// await transform(${name}, source, sink${callOptions(contract)});`,
    "",
  ].join("\n");
}

/** A type that is proposed as the code of its schema, whose lines stand so many steps of two spaces to the right. */
export function proposedCode(type: ProposedType, level: number): string {
  return writeType(type, level);
}

/** The code for a log whose contract is there. */
export function writeLogCode(
  [dataset, format]: readonly [string, string],
  { accepted, rejected }: { readonly accepted: number; readonly rejected: number },
): string {
  const count = (accepted + rejected).toLocaleString("en-US");
  return [
    `import { ${[dataset, format].sort().join(", ")} } from "@cloudapi/records/logs";`,
    "",
    ...comment(
      `Proposed by inferDataset: of ${count} lines, ${accepted.toLocaleString("en-US")} are entries of a log that has a contract already.`,
      "",
    ),
    `export { ${dataset}, ${format} };`,
    "",
    `// await transform(${dataset}, source, sink, { format: ${format} });`,
    "",
  ].join("\n");
}

function hasTimes({ timestamps }: ProposedContract): boolean {
  return Object.keys(timestamps).length > 0;
}

function readingImports(contract: ProposedContract): string[] {
  const { csv } = contract;
  const from = 'from "@cloudapi/records";';
  if (hasTimes(contract))
    return [
      csv === undefined
        ? `import type { Timestamps } ${from}`
        : `import { csvFormat, type Timestamps } ${from}`,
    ];
  return csv === undefined ? [] : [`import { csvFormat } ${from}`];
}

function writeReading(contract: ProposedContract): string[] {
  const { csv, timestamps } = contract;
  return [
    ...(csv === undefined
      ? []
      : ["", "/** Pass it as the option `format`. */", assigned("format = csvFormat(", csv, ");")]),
    ...(hasTimes(contract)
      ? [
          "",
          "/** Pass it as the option `timestamps`. */",
          assigned("timestamps: Timestamps = ", timestamps, ";"),
        ]
      : []),
  ];
}

function callOptions(contract: ProposedContract): string {
  const { csv, delimiter } = contract;
  const options = [
    ...(csv === undefined ? [] : ["format"]),
    ...(delimiter === undefined ? [] : [`format: "csv", delimiter: ${JSON.stringify(delimiter)}`]),
    ...(hasTimes(contract) ? ["timestamps"] : []),
  ];
  return options.length === 0 ? "" : `, { ${options.join(", ")} }`;
}

/** The name of a dataset as that of a constant. */
function constantName(dataset: string): string {
  const [first = "", ...others] = dataset.split(/_+/);
  const name = first + others.map(capitalized).join("");
  return /^[a-z]/i.test(name) && !RESERVED.has(name) ? name : `dataset${capitalized(name)}`;
}

function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

const RESERVED = new Set(
  "await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield z json decimal format timestamps Timestamps csvFormat defineDataset arguments eval".split(
    " ",
  ),
);

function writeFields(fields: readonly ProposedField[], level: number): string[] {
  const indent = "  ".repeat(level);
  return fields.flatMap((field) => {
    const code = writeValue(field, level);
    const findings = field.findings.map(oneLine);
    const line = `${indent}${keyOf(field.name)}: ${code},`;
    const isShort = findings.length > 0 && !code.includes("\n");
    const tail = ` // ${findings.join("; ")}`;
    if (findings.length === 0) return [line];
    return isShort && line.length + tail.length <= WIDTH
      ? [line + tail]
      : [...findings.flatMap((each) => comment(each, indent)), line];
  });
}

/** `__proto__` would be no key of its own; others are written as they are. */
function keyOf(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}

function writeValue({ type, hasNull, isAbsent }: ProposedValue, level: number): string {
  const wrapper = isAbsent
    ? hasNull
      ? ".nullish()"
      : ".optional()"
    : hasNull
      ? ".nullable()"
      : "";
  return writeType(type, level) + wrapper;
}

function writeType(type: ProposedType, level: number): string {
  switch (type.kind) {
    case "struct":
      return `z.object({\n${writeFields(type.fields, level + 1).join("\n")}\n${"  ".repeat(level)}})`;
    case "list":
      return `z.array(${writeValue(type.element, level)})`;
    case "map":
      return `z.record(z.string(), ${writeValue(type.value, level)})`;
    case "decimal":
      return `decimal(${type.precision}, ${type.scale})`;
    default:
      return CODE[type.kind];
  }
}

const CODE = {
  string: "z.string()",
  boolean: "z.boolean()",
  date: "z.iso.date()",
  timestamp: "z.iso.datetime({ offset: true })",
  json: "json()",
  int32: "z.int32()",
  int: "z.int()",
  int64: "z.int64()",
  double: "z.number()",
} as const;

function writeAlias(alias: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries(alias);
  if (entries.length === 0) return [];
  const lines = entries.map(([path, source]) => `    ${keyOf(path)}: ${JSON.stringify(source)},`);
  return ["  alias: {", ...lines, "  },"];
}

function assigned(start: string, value: object, end: string): string {
  const line = `export const ${start}`;
  return `${line}${broken(value, WIDTH - line.length - end.length, "")}${end}`;
}

/** An object in one line if there is room for it, and with a member a line otherwise. */
function broken(value: unknown, room: number, indent: string): string {
  const line = inline(value);
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (line.length <= room || !isObject) return line;
  const members = Object.entries(value).map(([name, each]) => {
    const start = `${indent}  ${keyOf(name)}: `;
    return `${start}${broken(each, WIDTH - start.length - 1, `${indent}  `)},\n`;
  });
  return `{\n${members.join("")}${indent}}`;
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).map(([name, each]) => `${keyOf(name)}: ${inline(each)}`);
  return `{ ${pairs.join(", ")} }`;
}

/** A comment in lines; nothing in it can end it. */
function comment(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = `${indent}//`;
  for (const word of oneLine(text).split(" ")) {
    if (line.length + word.length + 1 > WIDTH && line !== `${indent}//`) {
      lines.push(line);
      line = `${indent}//`;
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

/** What ends a line in JavaScript would end the comment. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ");
}
