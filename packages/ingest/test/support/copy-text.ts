const ESCAPED: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

/** Rows in the text format of COPY, as PostgreSQL writes them. */
export function copyText(rows: readonly (readonly (string | null)[])[]): Buffer {
  const lines = rows.map((row) => `${row.map(valueText).join("\t")}\n`);
  return Buffer.from(lines.join(""));
}

function valueText(value: string | null): string {
  if (value === null) return "\\N";
  return value.replaceAll(/[\\\b\f\n\r\t\v]/g, (character) => ESCAPED[character] ?? character);
}
