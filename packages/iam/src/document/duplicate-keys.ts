/** Where in a JSON text an object has a key twice, as far as `most` of these places; the text is known to be JSON. */
export function duplicateKeys(text: string, most: number): (readonly (string | number)[])[] {
  const found: (readonly (string | number)[])[] = [];
  const open: Level[] = [];
  for (const token of tokensOf(text)) {
    if (found.length >= most) break;
    const level = open.at(-1);
    if (token === "{") open.push({ keys: new Set(), at: undefined });
    else if (token === "[") open.push({ keys: undefined, at: 0 });
    else if (token === "}" || token === "]") open.pop();
    else if (level === undefined) continue;
    else if (token === ",") level.at = level.keys === undefined ? Number(level.at) + 1 : undefined;
    else if (level.keys !== undefined && level.at === undefined) {
      level.at = JSON.parse(token) as string;
      if (level.keys.has(level.at)) found.push(open.map(({ at }) => at ?? ""));
      level.keys.add(level.at);
    }
  }
  return found;
}

interface Level {
  /** Of an object; an array has none. */
  readonly keys: Set<string> | undefined;
  /** The key or the index that is being read. */
  at: string | number | undefined;
}

/** The texts, brackets and commas of a JSON text. */
function* tokensOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character !== '"') {
      if ("{}[],".includes(character)) yield character;
      continue;
    }
    const start = at++;
    while (text.charAt(at) !== '"') at += text.charAt(at) === "\\" ? 2 : 1;
    yield text.slice(start, at + 1);
  }
}
