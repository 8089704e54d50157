import type { Column, DataType } from "@cloudapi/core";
import { JsonText, nestedTextWalk, planOfColumns } from "@cloudapi/core/internal";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { wholeRecord } from "../../test/frame-whole.ts";
import { toFraction } from "../../test/support/reference-values.ts";
import { JsonRecordParser } from "./json-record-parser.ts";

type Columns = readonly Pick<Column, "name" | "type">[];

function parse(text: string, columns: Columns, maxDepth = 256) {
  return new JsonRecordParser(nestedTextWalk(planOfColumns(columns)), maxDepth).parse(
    wholeRecord(Buffer.from(text)),
  );
}

const INT64: DataType = { kind: "int64" };
const JSON_TYPE: DataType = { kind: "json" };
const DOUBLE: DataType = { kind: "double" };

function struct(fields: Readonly<Record<string, DataType>>): DataType {
  return {
    kind: "struct",
    fields: Object.entries(fields).map(([name, type]) => ({ name, type, nullable: true })),
  };
}

function list(element: DataType): DataType {
  return { kind: "list", element, elementNullable: true };
}

function map(value: DataType): DataType {
  return { kind: "map", value, valueNullable: true };
}

function columnsOf(fields: Readonly<Record<string, DataType>>): Columns {
  return Object.entries(fields).map(([name, type]) => ({ name, type }));
}

// An independent reading of the same text: a plain recursive-descent parser that keeps every literal as it stands.

type Node =
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "list"; readonly text: string; readonly elements: readonly Node[] }
  | {
      readonly kind: "object";
      readonly text: string;
      readonly entries: readonly (readonly [string, Node])[];
    };

const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+)\s*/y;

function readNode(source: string): Node {
  let at = 0;
  function next(): string {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(source)?.[1] ?? "";
    at = TOKEN.lastIndex;
    return token;
  }
  function isNext(wanted: string): boolean {
    const before = at;
    if (next() === wanted) return true;
    at = before;
    return false;
  }
  function value(): Node {
    while (/\s/.test(source.charAt(at))) at++;
    const start = at;
    const token = next();
    const node = token === "{" ? object() : token === "[" ? elements() : { kind: "word" as const };
    return { ...node, text: source.slice(start, at).trim() } as Node;
  }
  function object() {
    const entries: (readonly [string, Node])[] = [];
    for (let isOver = isNext("}"); !isOver; isOver = next() === "}") {
      const key = JSON.parse(next()) as string;
      next();
      entries.push([key, value()]);
    }
    return { kind: "object" as const, entries };
  }
  function elements() {
    const found: Node[] = [];
    for (let isOver = isNext("]"); !isOver; isOver = next() === "]") found.push(value());
    return { kind: "list" as const, elements: found };
  }
  return value();
}

/** What the parser has to make of a text: values with exact numbers and JSON texts where the type wants them. */
function expected(node: Node, type: DataType | undefined): unknown {
  if (type?.kind === "json") return node.text === "null" ? null : new JsonText(node.text);
  if (node.kind === "object") {
    const entries = node.entries.map(
      ([key, field]) => [key, expected(field, fieldType(type, key))] as const,
    );
    return Object.fromEntries(entries);
  }
  if (node.kind === "list") {
    const element = type?.kind === "list" ? type.element : undefined;
    return node.elements.map((each) => expected(each, element));
  }
  const plain = JSON.parse(node.text) as unknown;
  const isExact = type !== undefined && ["int32", "int64", "decimal"].includes(type.kind);
  return typeof plain === "number" && isExact ? exactNumber(node.text, plain) : plain;
}

function fieldType(type: DataType | undefined, key: string): DataType | undefined {
  if (type?.kind === "map") return type.value;
  return type?.kind === "struct" ? type.fields.find(({ name }) => name === key)?.type : undefined;
}

function exactNumber(text: string, plain: number): unknown {
  const { top, bottom } = toFraction(text) ?? { top: 0n, bottom: 1n };
  if (top % bottom === 0n) return Number.isSafeInteger(plain) ? Number(top / bottom) : top / bottom;
  // A short number with a point is told apart from all others by the nearest double.
  return text.length < 16 && !/e/i.test(text) ? plain : text;
}

/** Paths of the keys that an object has twice, of all objects that the type reads. */
function duplicatePaths(node: Node, type: DataType | undefined, path: string): string[] {
  if (node.kind === "list" && type?.kind === "list")
    return node.elements.flatMap((each, n) => duplicatePaths(each, type.element, `${path}/${n}`));
  if (node.kind !== "object" || (type?.kind !== "struct" && type?.kind !== "map")) return [];
  const keys = node.entries.map(([key]) => key);
  const own = [...new Set(keys.filter((key, at) => keys.indexOf(key) !== at))];
  const inside = node.entries.flatMap(([key, field]) =>
    duplicatePaths(field, fieldType(type, key), `${path}/${key}`),
  );
  return [...own.map((key) => `${path}/${key}`), ...inside];
}

const types = fc.letrec<{ type: DataType }>((tie) => ({
  type: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom<DataType>(
      INT64,
      DOUBLE,
      JSON_TYPE,
      { kind: "int32" },
      { kind: "string" },
      { kind: "decimal", precision: 38, scale: 10 },
    ),
    tie("type").map(list),
    tie("type").map(map),
    fc
      .uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 })
      .chain((names) =>
        fc.tuple(...names.map((name) => tie("type").map((type) => [name, type] as const))),
      )
      .map((fields) => struct(Object.fromEntries(fields))),
  ),
})).type;

const numbers = fc.oneof(
  fc.constantFrom("0", "1", "1.5", "9007199254740993", "-9223372036854775808", "1e-400"),
  fc.constantFrom("4503599627370497.5", "0.1234567890123456789", "5.0", "1E3", "0.0e9"),
  fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }).map(String),
);
const NAMES_OF_TROUBLE = ["__proto__", "constructor", "é", "x\\y", '"', "\ud800", "1", ""];
const keys = fc.constantFrom(..."abcd".split(""), ...NAMES_OF_TROUBLE);
const spelledKeys = fc
  .tuple(keys, fc.integer({ min: 0, max: 4 }))
  .map(([key, escape]) =>
    escape > 0
      ? JSON.stringify(key)
      : `"${Array.from({ length: key.length }, (_, at) => `\\u${key.charCodeAt(at).toString(16).padStart(4, "0")}`).join("")}"`,
  );
const blanks = fc.constantFrom("", "", "", " ", "\n\t");
const texts = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    numbers,
    fc.constantFrom("null", "true", '"x"', '"\\"]}"', '"9007199254740993"', '"\\\\"', '""'),
    fc
      .tuple(blanks, fc.array(tie("value"), { maxLength: 4 }))
      .map(([blank, all]) => `[${blank}${all.join(`${blank},${blank}`)}${blank}]`),
    fc
      .tuple(blanks, fc.array(fc.tuple(spelledKeys, tie("value")), { maxLength: 5 }))
      .map(([blank, all]) => objectText(all, blank)),
  ),
})).value;

function objectText(entries: readonly (readonly [string, string])[], blank: string): string {
  const fields = entries.map(([key, field]) => `${key}${blank}:${blank}${field}`);
  return `{${blank}${fields.join(`${blank},${blank}`)}${blank}}`;
}

/** A text that mostly has the type, so that most of it is read. */
function textOf(type: DataType): fc.Arbitrary<string> {
  const other = { weight: 1, arbitrary: texts };
  const fitting = (arbitrary: fc.Arbitrary<string>) => fc.oneof({ weight: 6, arbitrary }, other);
  if (type.kind === "list")
    return fitting(
      fc.array(textOf(type.element), { maxLength: 4 }).map((all) => `[${all.join()}]`),
    );
  if (type.kind === "map")
    return fitting(objectOf(fc.array(fc.tuple(spelledKeys, textOf(type.value)), { maxLength: 4 })));
  if (type.kind === "struct") {
    const named = type.fields.map((field) =>
      textOf(field.type).map((text) => [JSON.stringify(field.name), text] as const),
    );
    const strange = fc.tuple(spelledKeys, texts);
    return fitting(objectOf(fc.array(fc.oneof(...named, ...named, strange), { maxLength: 5 })));
  }
  return type.kind === "json" ? texts : fitting(numbers);
}

function objectOf(entries: fc.Arbitrary<(readonly [string, string])[]>): fc.Arbitrary<string> {
  return fc.tuple(blanks, entries).map(([blank, all]) => objectText(all, blank));
}

const records = fc
  .uniqueArray(fc.tuple(fc.constantFrom("a", "b", "c"), types), {
    minLength: 1,
    selector: ([name]) => name,
  })
  .map((fields) => struct(Object.fromEntries(fields)))
  .chain((type) => fc.tuple(fc.constant(type), textOf(type)))
  .filter(([, text]) => text.startsWith("{"));

it("reads every level as an independent parser does, or says which keys occur twice", () => {
  let [read, refused] = [0, 0];
  fc.assert(
    fc.property(records, ([type, text]) => {
      const node = readNode(text);
      const { record, issues } = parse(text, (type as { fields: Columns }).fields);
      const twice = duplicatePaths(node, type, "");
      expect(new Set((issues ?? []).map(({ path }) => `/${path.join("/")}`))).toEqual(
        new Set(twice),
      );
      expect(record).toEqual(twice.length > 0 ? undefined : expected(node, type));
      if (twice.length > 0) refused++;
      else read++;
    }),
    { numRuns: propertyRuns(2000) },
  );
  expect(Math.min(read, refused)).toBeGreaterThan(100);
});

describe("duplicate keys of nested objects", () => {
  const columns = columnsOf({
    items: list(struct({ price: INT64, tags: map(INT64), raw: JSON_TYPE })),
  });

  it("are told with their path and how often they occur", () => {
    const text =
      '{"items":[{},{"price":1,"price":2,"tags":{"a b":1,"\\u0061 b":2,"a b":3}}],"note":1}';
    expect(parse(text, columns).issues).toEqual([
      {
        code: "duplicate_key",
        path: ["items", 1, "price"],
        expected: "each key once",
        received: "2 times",
        message:
          "items[1].price: the key occurs 2 times in its object, so its value is ambiguous. Write each key once.",
      },
      {
        code: "duplicate_key",
        path: ["items", 1, "tags", "a b"],
        expected: "each key once",
        received: "3 times",
        message:
          'items[1].tags["a b"]: the key occurs 3 times in its object, so its value is ambiguous. Write each key once.',
      },
    ]);
  });

  it("are left to json(), and to what is dropped", () => {
    const text = '{"items":[{"raw":{"a":1,"a":2},"other":{"a":1,"a":2}}],"more":{"a":1,"a":2}}';
    expect(parse(text, columns)).toEqual({
      record: {
        items: [{ raw: new JsonText('{"a":1,"a":2}'), other: { a: 2 } }],
        more: { a: 2 },
      },
      issues: undefined,
    });
  });

  it("are told as far as 100 of them", () => {
    const twice = Array.from({ length: 5000 }, (_, n) => `"k${n}":1,"k${n}":2`).join();
    expect(parse(`{"m":{${twice}}}`, columnsOf({ m: map(INT64) })).issues?.length).toBe(100);
  });
});

describe("the text of json()", () => {
  it("is what stood in the source, at every level", () => {
    const columns = columnsOf({ j: JSON_TYPE, l: list(JSON_TYPE), m: map(JSON_TYPE) });
    const exact = '{ "b":1.10, "a" : 12345678901234567890123.0, "2":[ ], "1":"\\u0041" }';
    const { record } = parse(
      ` { "j" : ${exact} , "l":[null, ${exact} ,1e400, "x"] ,"m":{"k":${exact}\n}}`,
      columns,
    );
    const text = new JsonText(exact);
    const elements = [null, text, new JsonText("1e400"), new JsonText('"x"')];
    expect(record).toEqual({ j: text, l: elements, m: { k: text } });
  });
});

describe("hostile records", () => {
  const MANY = 100_000;

  /** Time of the processor is counted, which other processes take little of. */
  function timed<T>(work: () => T): T {
    const started = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(5000);
    return result;
  }

  it("with 100,000 distinct keys in a map", () => {
    const entries = Array.from({ length: MANY }, (_, n) => `"k${n}":9007199254740993`);
    const columns = columnsOf({ m: map(INT64) });
    const text = `{"m":{${entries.join()}}}`;
    const { record } = timed(() => parse(text, columns));
    expect((record as { m: Record<string, unknown> }).m["k99999"]).toBe(9007199254740993n);
    const { issues } = timed(() => parse(text.replace("}}", ',"k7":1}}'), columns));
    expect(issues?.map(({ path }) => path)).toEqual([["m", "k7"]]);
  });

  it("with 100,000 elements, each with a long number and an escape", () => {
    const element = '{"n":9007199254740993,"s":"\\"","j":[1.0]}';
    const columns = columnsOf({
      l: list(struct({ n: INT64, s: { kind: "string" }, j: JSON_TYPE })),
    });
    const text = `{"l":[${Array.from({ length: 100_000 }, () => element).join()}]}`;
    const { record } = timed(() => parse(text, columns));
    const { l } = record as { l: unknown[] };
    expect(l.length).toBe(100_000);
    expect(l[99_999]).toEqual({ n: 9007199254740993n, s: '"', j: new JsonText("[1.0]") });
  });

  it("with 100,000 zeros beside something like an exponent", () => {
    const columns = columnsOf({ l: list(INT64) });
    const text = `{"s":"5e-","l":[${Array.from({ length: 100_000 }, () => "0").join()}]}`;
    expect(timed(() => parse(text, columns)).issues).toBeUndefined();
  });

  it("with strings of nothing but backslashes and quotes", () => {
    const columns = columnsOf({ s: { kind: "string" }, j: JSON_TYPE });
    for (const piece of ["\\\\", '\\"', '\\\\\\"']) {
      const text = `{"s":"${piece.repeat(MANY)}","j":["${piece.repeat(MANY)}"]}`;
      const { record } = timed(() => parse(text, columns));
      expect((record as { j: JsonText }).j.text.length).toBe(piece.length * MANY + 4);
    }
  });

  it("nested as deep as may be", () => {
    let type: DataType = { kind: "int64" };
    for (let depth = 0; depth < 999; depth++) type = depth % 2 === 0 ? list(type) : map(type);
    const open = (depth: number) => (depth % 2 === 0 ? "[" : '{"k":');
    const close = (depth: number) => (depth % 2 === 0 ? "]" : "}");
    let text = "9007199254740993";
    for (let depth = 0; depth < 999; depth++) text = open(depth) + text + close(depth);
    expect(parse(`{"a":${text}}`, columnsOf({ a: type }), 1000).issues).toBeUndefined();
    expect(parse(`{"a":${text}}`, columnsOf({ a: type }), 256).issues?.[0]?.code).toBe("too_deep");
    const json = columnsOf({ a: JSON_TYPE });
    expect(parse(`{"a":${text}}`, json, 1000).record).toEqual({ a: new JsonText(text) });
  });

  it("with the names that every object has", () => {
    const text =
      '{"m":{"__proto__":9007199254740993,"constructor":1,"\\ud800":2,"toString":{"__proto__":1}}}';
    const { record } = parse(text, columnsOf({ m: map(INT64) }));
    const { m } = record as { m: object };
    expect(Object.getOwnPropertyDescriptor(m, "__proto__")?.value).toBe(9007199254740993n);
    expect(Object.getPrototypeOf(m)).toBe(Object.prototype);
    expect(Object.keys(m)).toEqual(["__proto__", "constructor", "\ud800", "toString"]);
    const again = parse('{"m":{"__proto__":1,"__proto__":2}}', columnsOf({ m: map(INT64) }));
    expect(again.issues?.[0]?.path).toEqual(["m", "__proto__"]);
  });
});
