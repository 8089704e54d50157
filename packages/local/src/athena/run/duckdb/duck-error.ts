import { TrinoError } from "@cloudapi/athena/internal/analysis";

const MARK = "\u0001";

/** An error of a JavaScript function as a text that survives DuckDB. */
export function encodeFailure(error: unknown): string {
  const name = error instanceof TrinoError ? error.errorName : "GENERIC_INTERNAL_ERROR";
  return `${MARK}${name}${MARK}${error instanceof Error ? error.message : String(error)}${MARK}`;
}

const RULES: readonly (readonly [RegExp, (match: RegExpExecArray) => TrinoError])[] = [
  [
    /Overflow in (addition|subtraction|multiplication) of INT(\d+) \((-?\d+) . (-?\d+)\)/,
    (match) => {
      const symbol = { addition: "+", subtraction: "-", multiplication: "*" }[match[1] ?? ""] ?? "";
      return new TrinoError(
        "NUMERIC_VALUE_OUT_OF_RANGE",
        `${integerName(match[2])} ${match[1]} overflow: ${match[3]} ${symbol} ${match[4]}`,
      );
    },
  ],
  [/Overflow on abs/, () => new TrinoError("NUMERIC_VALUE_OUT_OF_RANGE", "abs overflow")],
  [
    /Overflow in negation of/i,
    () => new TrinoError("NUMERIC_VALUE_OUT_OF_RANGE", "negation overflow"),
  ],
  [
    /Type (?:HUGEINT|INT128) with value/,
    () => new TrinoError("NUMERIC_VALUE_OUT_OF_RANGE", "bigint addition overflow"),
  ],
  [
    /Type INT\d+ with value (-?\d+) can't be cast because the value is out of range for the destination type INT(\d+)/,
    (match) =>
      new TrinoError(
        "NUMERIC_VALUE_OUT_OF_RANGE",
        `Out of range for ${integerName(match[2])}: ${match[1]}`,
      ),
  ],
  [
    /Could not (?:cast|convert).*DECIMAL\((\d+),(\d+)\)|Overflow in .*DECIMAL|Casting value .* to type DECIMAL\((\d+),(\d+)\) failed/,
    () => new TrinoError("NUMERIC_VALUE_OUT_OF_RANGE", "Decimal overflow"),
  ],
  [
    /More than one row returned by a subquery/,
    () => new TrinoError("SUBQUERY_MULTIPLE_ROWS", "Scalar sub-query has returned multiple rows"),
  ],
  [
    /Map keys must be unique/,
    () => new TrinoError("INVALID_FUNCTION_ARGUMENT", "Duplicate map keys are not allowed"),
  ],
  [
    /QUANTILE (?:can only take parameters in the range|parameters must have consistent signs)/,
    () => new TrinoError("INVALID_FUNCTION_ARGUMENT", "Percentile must be between 0 and 1"),
  ],
  [
    /QUANTILE argument must not be NULL/,
    () => new TrinoError("INVALID_FUNCTION_ARGUMENT", "Percentile cannot be null"),
  ],
  [
    /Out of Memory Error/,
    () =>
      new TrinoError(
        "EXCEEDED_LOCAL_MEMORY_LIMIT",
        "The query needs more memory than the embedded Athena has",
      ),
  ],
];

function integerName(bits: string | undefined): string {
  return (
    { "8": "tinyint", "16": "smallint", "32": "integer", "64": "bigint" }[bits ?? ""] ?? "bigint"
  );
}

/** What Trino would say for an error of DuckDB; anything unforeseen is named as internal, with DuckDB's words. */
export function decodeFailure(error: unknown): TrinoError {
  if (error instanceof TrinoError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const [, name, text] = message.split(MARK);
  if (name !== undefined && text !== undefined) return new TrinoError(name, text);
  for (const [rule, make] of RULES) {
    const match = rule.exec(message);
    if (match !== null) return make(match);
  }
  return new TrinoError("GENERIC_INTERNAL_ERROR", message.split("\n")[0] ?? message);
}
