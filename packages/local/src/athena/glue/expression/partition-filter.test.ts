import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { partitionFilter } from "./partition-filter.ts";

const KEYS = [
  { Name: "s", Type: "string" },
  { Name: "n", Type: "int" },
  { Name: "d", Type: "decimal(10,2)" },
  { Name: "dt", Type: "date" },
  { Name: "at", Type: "timestamp" },
  { Name: "flag", Type: "boolean" },
];
const ROW = ["it's", "10", "1.50", "2025-01-15", "2025-01-15 10:30:00.5", "true"];

function matches(expression: string, row = ROW): boolean {
  return partitionFilter(expression, KEYS)(row);
}

describe("partitionFilter", () => {
  it.each([
    ["", true],
    ["  ", true],
    ["s = 'it''s'", true],
    ["S <> 'x' AND n != 9", true],
    ["n > 9", true],
    ["n > '9'", true],
    ["9 < n AND 10 >= n", true],
    ["n BETWEEN 10 AND 11", true],
    ["n NOT BETWEEN 10 AND 11", false],
    ["n IN (1, 10, 100)", true],
    ["n NOT IN (1, '10')", false],
    ["d = 1.5", true],
    ["d < -2", false],
    ["dt >= '2025-01-01' and dt < date '2025-02-01'", true],
    ["at = '2025-01-15 10:30:00.500000000'", true],
    ["at > TIMESTAMP '2025-01-15 10:30:00'", true],
    ["s LIKE 'i_''%'", true],
    ["s NOT LIKE '%x%'", true],
    ["s LIKE 'IT%'", false],
    ["s IS NULL", false],
    ["s is not null", true],
    ["NOT n = 9", true],
    ["not (n = 10 or n = 11)", false],
    ["(n) = (10) AND ((s) LIKE '%')", true],
    ["n = 1 OR n = 10 AND s = 'no'", false],
    ["(n = 1 OR n = 10) AND s = 'it''s'", true],
    ["\"n\" = 10 AND `s` = 'it''s'", true],
  ])("%s is %s", (expression, expected) => {
    expect(matches(expression)).toBe(expected);
  });

  it.each([
    ["n = +10 OR 1 = n", "Unsupported expression"],
    ["x = 1", "Invalid partition expression!"],
    ["n = 'ten'", '"ten" is not an integer.'],
    ["d = 'x'", "x is not a decimal."],
    ["dt = '2025-02-30'", "2025-02-30 is not a date."],
    ["at = '2025-01-15'", "is not a timestamp."],
    ["flag = true", "Unknown type : 'boolean'"],
    ["flag = 'true'", "Unknown type : 'boolean'"],
    ["n LIKE '1%'", "Integral data type doesn't support operation 'LIKE'"],
    ["dt LIKE '2025%'", "Date data type doesn't support operation 'LIKE'"],
    ["n =", "Unsupported expression 'n ='"],
    ["n = 1 AND", "Unsupported expression"],
    ["n = 1 n", "Unsupported expression"],
    ["lower(s) = 'x'", "Invalid partition expression!"],
    ["s = s", "Unsupported expression"],
    ["s = 'open", "Unsupported expression"],
  ])("%s is refused", (expression, message) => {
    expect(() => matches(expression)).toThrow(message);
  });

  it("tells a value that is not of its key's type, as Glue does", () => {
    const row = ROW.with(1, "__HIVE_DEFAULT_PARTITION__");
    expect(() => matches("n > 1", row)).toThrow(
      expect.objectContaining({
        type: "InvalidStateException",
        message: '"__HIVE_DEFAULT_PARTITION__" is not an integer.',
      }) as Error,
    );
    expect(matches("s = 'it''s'", row)).toBe(true);
  });

  it("is bounded in depth", () => {
    const deep = `${"(".repeat(500)}n = 1${")".repeat(500)}`;
    expect(() => matches(deep)).toThrow("Unsupported expression");
    expect(() => matches(`${"NOT ".repeat(500)}n = 1`)).toThrow("Unsupported expression");
  });

  it("is true where JavaScript's own operators are", () => {
    const number = fc.integer({ min: -20, max: 20 });
    fc.assert(
      fc.property(condition(number), number, ({ text, holds }, n) => {
        expect(partitionFilter(text, KEYS)(ROW.with(1, String(n)))).toBe(holds(n));
      }),
    );
  });
});

interface Condition {
  readonly text: string;
  readonly holds: (n: number) => boolean;
}

function condition(number: fc.Arbitrary<number>): fc.Arbitrary<Condition> {
  const compared = (text: string, holds: (n: number, m: number) => boolean) =>
    number.map((m) => ({ text: `n ${text} ${m}`, holds: (n: number) => holds(n, m) }));
  const leaf: fc.Arbitrary<Condition> = fc.oneof(
    compared("=", (n, m) => n === m),
    compared("<>", (n, m) => n !== m),
    compared("<", (n, m) => n < m),
    compared(">=", (n, m) => n >= m),
    fc.tuple(number, number).map(([a, b]) => ({
      text: `n BETWEEN ${a} AND ${b}`,
      holds: (n: number) => n >= a && n <= b,
    })),
    fc.array(number, { minLength: 1 }).map((all) => ({
      text: `n NOT IN (${all.join(", ")})`,
      holds: (n: number) => !all.includes(n),
    })),
  );
  const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "medium", withCrossShrink: true },
      leaf,
      tie("tree").map(({ text, holds }) => ({
        text: `NOT (${text})`,
        holds: (n: number) => !holds(n),
      })),
      // Brackets only around what has lower precedence.
      fc.tuple(tie("tree"), tie("tree")).map(([a, b]) => ({
        text: `(${a.text}) AND (${b.text})`,
        holds: (n: number) => a.holds(n) && b.holds(n),
      })),
      fc.tuple(leaf, leaf, leaf).map(([a, b, c]) => ({
        text: `${a.text} OR ${b.text} AND ${c.text}`,
        holds: (n: number) => a.holds(n) || (b.holds(n) && c.holds(n)),
      })),
    ),
  }));
  return tree;
}
