import { describe, expect, it } from "vitest";
import { quoteValue, type SqlValue } from "./quote-value.ts";

describe("quoteValue", () => {
  it.each([
    ["it's", "'it''s'"],
    [200, "200"],
    [-3_000_000_000, "-3000000000"],
    [0.1, "0.1E0"],
    [1e-7, "1E-7"],
    [1e21, "1E21"],
    [2 ** 53, "9007199254740992E0"],
    [-0, "-0E0"],
    [Number.NaN, "CAST('NaN' AS double)"],
    [Number.NEGATIVE_INFINITY, "CAST('-Infinity' AS double)"],
    [5n, "5"],
    [2n ** 63n - 1n, "9223372036854775807"],
    [-(2n ** 63n), "BIGINT '-9223372036854775808'"],
    [true, "true"],
    [null, "NULL"],
    [new Date("2025-01-15T10:30:45.120Z"), "TIMESTAMP '2025-01-15 10:30:45.120'"],
    [{ type: "string", value: "5" }, "'5'"],
    [{ type: "int32", value: -5 }, "-5"],
    [{ type: "int64", value: 5 }, "5"],
    [{ type: "int64", value: -(2n ** 63n) }, "BIGINT '-9223372036854775808'"],
    [{ type: "float", value: 0.5 }, "CAST(0.5E0 AS real)"],
    [{ type: "float", value: Number.NaN }, "CAST(CAST('NaN' AS double) AS real)"],
    [{ type: "double", value: 5 }, "5E0"],
    [{ type: "boolean", value: false }, "false"],
    [{ type: "date", value: "2024-02-29" }, "DATE '2024-02-29'"],
    [
      { type: "timestamp", value: "2025-01-15T10:30:45+01:00" },
      "TIMESTAMP '2025-01-15 09:30:45.000'",
    ],
    [{ type: "timestamp", value: new Date(0) }, "TIMESTAMP '1970-01-01 00:00:00.000'"],
    [{ type: "decimal(10,4)", value: "-012.5" }, "CAST('-12.5000' AS decimal(10,4))"],
    [{ type: "date", value: null }, "NULL"],
  ] as [SqlValue, string][])("case %#: %s", (value, literal) => {
    expect(quoteValue(value)).toBe(literal);
  });

  it.each([
    [2n ** 63n, 'does not fit a bigint (64 bits); use { type: "decimal(38,0)"'],
    [new Date(Number.NaN), "valid instant"],
    [new Date(8.64e15), "years 0001 to 9999"],
    ["a\0", "NUL"],
    [{ type: "date", value: "2025-02-30" }, '"2025-02-30" is not a value of type date'],
    [{ type: "date", value: "2025-01-01' OR '1'='1" }, "is not a value of type date"],
    [{ type: "int32", value: 1.5 }, "1.5 is not a value of type int32"],
    [{ type: "int32", value: "1" }, '"1" is not a value of type int32'],
    [{ type: "int64", value: 2 ** 53 }, "is not a value of type int64"],
    [{ type: "string", value: 5 }, "is not a value of type string"],
    [{ type: "boolean", value: 1 }, "is not a value of type boolean"],
    [{ type: "float", value: "1" }, "is not a value of type float"],
    [{ type: "double", value: 1n }, "is not a value of type double"],
    [{ type: "timestamp", value: "2025-01-15 10:30:45" }, "is not a value of type timestamp"],
    [{ type: "timestamp", value: 5 }, "is not a value of type timestamp"],
    [{ type: "decimal(4,2)", value: "123.45" }, "is not a value of type decimal(4,2)"],
    [{ type: "decimal(4,2)", value: 1.5 }, "is not a value of type decimal(4,2)"],
    [{ type: "decimal(4,2)", value: "1' AS x" }, "is not a value of type decimal(4,2)"],
  ] as [SqlValue, string][])("case %#: %s is out of range", (value, message) => {
    expect(() => quoteValue(value)).toThrow(RangeError);
    expect(() => quoteValue(value)).toThrow(message);
  });

  it.each([[undefined], [{}], [[1]], [Symbol("x")], [() => 1]])(
    "case %#: %s has no literal",
    (value) => {
      expect(() => quoteValue(value as SqlValue)).toThrow(TypeError);
    },
  );

  it("refuses an unknown type", () => {
    expect(() => quoteValue({ type: "varchar" as "string", value: "x" })).toThrow(
      'a value of type "varchar" has no literal; the type must be a scalar or a decimal',
    );
  });
});

it("keeps the least integer an integer", () => {
  expect(quoteValue(-(2 ** 31))).toBe("INTEGER '-2147483648'");
  expect(quoteValue({ type: "int32", value: -(2 ** 31) })).toBe("INTEGER '-2147483648'");
});
