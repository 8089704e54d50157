import { quotedText } from "./array-text.ts";

/** The fields of PostgreSQL's text of a row, such as `(1,,"a ""b""")`, where nothing is null; `undefined` for other text. */
export function parseCompositeText(text: string): readonly (string | null)[] | undefined {
  if (!text.startsWith("(") || !text.endsWith(")")) return undefined;
  const fields: (string | null)[] = [];
  const end = text.length - 1;
  let at = 1;
  while (at <= end) {
    const field = readField(text, at, end);
    fields.push(field.value);
    at = field.end + 1;
  }
  return fields;
}

/** A field may have quoted and bare parts one after the other. */
function readField(
  text: string,
  start: number,
  last: number,
): { value: string | null; end: number } {
  if (start === last || text[start] === ",") return { value: null, end: start };
  let value = "";
  let at = start;
  while (at < last && text[at] !== ",") {
    if (text[at] === '"') {
      const quoted = quotedText(text, at);
      value += quoted.value;
      at = quoted.end;
    } else {
      if (text[at] === "\\") at++;
      value += text[at] ?? "";
      at++;
    }
  }
  return { value, end: at };
}
