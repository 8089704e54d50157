import type { Dialect } from "./dialect.ts";

/** How numbers are written in a dialect. */
export type NumberRules = Pick<Dialect, "decimal" | "thousands" | "units">;

const PARTS: Readonly<Record<string, number>> = { "%": 2, "‰": 3 };

/** Whether numbers are written as in JSON. */
export function isPlainNumber({ decimal, thousands, units }: NumberRules): boolean {
  return decimal === "." && thousands === undefined && units.length === 0;
}

/**
 * How a number's text in the dialect becomes what the same number is in JSON: `1.234,50 €` becomes `1234.50`, and `12,5 %`
 * becomes `12.5e-2`. Groups have three digits each, everything else gives `undefined`.
 */
export function numeralReader({
  decimal,
  thousands,
  units,
}: NumberRules): (cell: string) => string | undefined {
  const group = thousands === undefined ? undefined : escaped(thousands);
  const digits = group === undefined ? "\\d+" : `\\d{1,3}(?:${group}\\d{3})+|\\d+`;
  const pattern = new RegExp(
    `^(-?)(${digits})(?:${escaped(decimal)}(\\d+))?(?:[eE]([+-]?\\d{1,9}))?$`,
  );
  const longestFirst = units.toSorted((a, b) => b.length - a.length);
  return (cell) => {
    const [number, unit] = withoutUnit(cell, longestFirst);
    const found = pattern.exec(number);
    if (found === null) return undefined;
    const [, sign = "", whole = "", decimals, exponent = "0"] = found;
    const shift = Number(exponent) - (PARTS[unit] ?? 0);
    const integer = thousands === undefined ? whole : whole.replaceAll(thousands, "");
    const fraction = decimals === undefined ? "" : `.${decimals}`;
    return `${sign}${integer}${fraction}${shift === 0 ? "" : `e${shift}`}`;
  };
}

/** The number and its unit, which stands behind it, or before it and its sign. */
function withoutUnit(cell: string, units: readonly string[]): readonly [string, string] {
  for (const unit of units) {
    if (cell.endsWith(unit))
      return [cell.slice(0, -unit.length).replace(/[\s\u00a0\u202f]$/u, ""), unit];
    if (cell.startsWith(unit))
      return [cell.slice(unit.length).replace(/^[\s\u00a0\u202f]/u, ""), unit];
    if (cell.startsWith(`-${unit}`))
      return [`-${cell.slice(unit.length + 1).replace(/^[\s\u00a0\u202f]/u, "")}`, unit];
  }
  return [cell, ""];
}

/** What a number looks like, for messages. */
export function numberExample({ decimal, thousands, units }: NumberRules): string {
  const unit = units[0] === undefined ? "" : ` ${units[0]}`;
  return `a number such as "1${thousands ?? ""}234${decimal}5${unit}"`;
}

function escaped(character: string): string {
  return character.replace(/[.'’_,\s]/u, "\\$&").replace(/\\(?=[^.])/u, "");
}
