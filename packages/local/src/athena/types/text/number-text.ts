/** A double as Java's `Double.toString` writes it: `1.0`, `1.0E7`, `1.0E-5`, `NaN`, `Infinity`. */
export function doubleText(value: number): string {
  return javaText(value, atLeastTwoDigits(value, value.toExponential()));
}

/** Of the numbers with two digits that stand for a value, Java takes the nearest, if one digit would do: `4.9E-324`. */
function atLeastTwoDigits(value: number, exponential: string): string {
  const two = value.toExponential(1);
  return exponential.includes(".") || Number(two) !== value ? exponential : two;
}

/** A real (32 bits) as Java's `Float.toString` writes it: the fewest digits that give the same real. */
export function realText(value: number): string {
  for (let digits = 2; digits <= 9; digits++) {
    const text = value.toExponential(digits - 1);
    if (Math.fround(Number(text)) === value) return javaText(value, text);
  }
  return javaText(value, value.toExponential());
}

function javaText(value: number, exponential: string): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa = "", power = "0"] = exponential.replace(/^-/, "").split("e");
  const digits = mantissa.replace(".", "").replace(/(?<!0)0+$/, "") || "0";
  const exponent = Number(power);
  const sign = value < 0 ? "-" : "";
  if (exponent >= 7 || exponent < -3)
    return `${sign}${digits[0]}.${digits.slice(1) || "0"}E${exponent}`;
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const padded = digits.padEnd(exponent + 1, "0");
  return `${sign}${padded.slice(0, exponent + 1)}.${padded.slice(exponent + 1) || "0"}`;
}

/** A double as Trino's CAST writes it: always with an exponent, `1.5E0`, `0E0`. */
export function castDoubleText(value: number): string {
  return standardText(value, value.toExponential());
}

/** A real as Trino's CAST writes it: at most seven digits. */
export function castRealText(value: number): string {
  return standardText(value, value.toExponential(6));
}

function standardText(value: number, exponential: string): string {
  if (!Number.isFinite(value)) return javaText(value, exponential);
  if (value === 0) return Object.is(value, -0) ? "-0E0" : "0E0";
  const [mantissa = "", power = "0"] = exponential.replace(/^-/, "").split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return `${value < 0 ? "-" : ""}${whole}.${fraction.replace(/(?<!0)0+$/, "") || "0"}E${Number(power)}`;
}
