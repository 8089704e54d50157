/** The labels of `enum('a','b''c')` and `set(...)`, as information_schema spells them. */
export function labelsOf(spelled: string): readonly string[] {
  const labels: string[] = [];
  let at = spelled.indexOf("'");
  while (at >= 0) {
    const { value, end } = readLabel(spelled, at + 1);
    labels.push(value);
    at = spelled.indexOf("'", end);
  }
  return labels;
}

const ESCAPED: Readonly<Record<string, string>> = { n: "\n", r: "\r", "0": "\0" };

/** A label up to its closing quote; a quote inside is doubled, and some characters have a backslash before them. */
function readLabel(spelled: string, start: number): { value: string; end: number } {
  let value = "";
  let at = start;
  for (; at < spelled.length; at++) {
    const character = spelled[at] ?? "";
    if (character === "'" && spelled[at + 1] !== "'") break;
    const isEscape = character === "\\" || character === "'";
    if (isEscape) at++;
    const next = spelled[at] ?? "";
    value += character === "\\" ? (ESCAPED[next] ?? next) : next;
  }
  return { value, end: at + 1 };
}
