/** JSON arrays of records, each text known, and damage of the kinds that files meet. */

/** How an array's records look and how they are laid out. */
export interface ArrayShape {
  readonly record: (id: number, random: Random) => unknown;
  /** Spaces of indentation, or how the records of a compact array are separated. */
  readonly layout: (typeof LAYOUTS)[number];
}

/** Whole numbers from 0 to below a limit. */
export type Random = (limit: number) => number;

/** An array's text and where each record lies in it. */
export interface PlacedArray {
  readonly text: string;
  readonly records: readonly { readonly start: number; readonly end: number }[];
}

const WORDS = ["", "a", "it is", 'a "quote"', "{brace", "a,b", "],[", "\\", "né", "},{", ":"];
const word = (random: Random) => WORDS[random(WORDS.length)] as string;
const listOf = <T>(random: Random, most: number, item: () => T) =>
  Array.from({ length: random(most + 1) }, item);

const flat = (id: number, random: Random) => ({
  id,
  at: `2025-01-15T10:30:${10 + random(50)}Z`,
  path: `/api/${word(random)}`,
  status: 200 + random(300),
  ok: random(2) === 0,
});
const nested = (id: number, random: Random) => ({
  id,
  user: { name: word(random), tags: listOf(random, 3, () => word(random)) },
  calls: listOf(random, 4, () => ({ url: word(random), ms: random(1000) })),
  status: random(600),
});
const twin = (id: number, random: Random) => ({
  id,
  items: listOf(random, 4, () => ({ id: random(1000), name: word(random) })),
  note: word(random),
});
const deep = (id: number, random: Random) => ({
  id,
  tree: [listOf(random, 2, () => [{ leaf: word(random) }, { leaf: random(9) }]), { a: [{ b: 1 }] }],
  end: random(9),
});

const LAYOUTS = [2, ",", ", ", ",\n", "\n,"] as const;

export const FLAT_SHAPES: readonly ArrayShape[] = LAYOUTS.map((layout) => ({
  record: flat,
  layout,
}));
export const NESTED_SHAPES: readonly ArrayShape[] = LAYOUTS.flatMap((layout) => [
  { record: nested, layout },
  { record: twin, layout },
  { record: deep, layout },
]);

/** A generator of numbers that gives the same ones for the same seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
}

/** An array of a shape; its texts have ASCII only but for "é", which is escaped, so that a place is a byte's. */
export function arrayOf(
  { record, layout }: ArrayShape,
  count: number,
  random: Random,
): PlacedArray {
  const indent = layout === 2 ? 2 : 0;
  const texts = Array.from({ length: count }, (_, id) =>
    JSON.stringify(record(id, random), null, indent)
      .replaceAll("é", "\\u00e9")
      .replaceAll("\n", "\n  "),
  );
  const separator = layout === 2 ? ",\n  " : layout;
  let text = layout === 2 ? "[\n  " : layout.includes("\n") ? "[\n" : "[";
  const records = texts.map((each, index) => {
    if (index > 0) text += separator;
    const start = text.length;
    text += each;
    return { start, end: text.length };
  });
  return { text: `${text}${layout === 2 || layout.includes("\n") ? "\n]\n" : "]"}`, records };
}

/** A change to a text: what lies between two places is replaced. */
interface Damage {
  readonly start: number;
  readonly end: number;
  readonly put: string;
}

const INSERTED = ['"', "{", "}", "[", "]", ",", ":", "\\", "\n", "x", "1", "\0", "},{", '"a":'];

/** One damage: a bit or some bytes changed, taken away, put in or written twice, or an end cut off. */
function damageOf(text: string, random: Random): Damage {
  const start = random(text.length);
  const few = Math.min(text.length, start + 1 + random(8));
  switch (random(8)) {
    case 0:
    case 1: {
      const put = String.fromCharCode(text.charCodeAt(start) ^ (1 << random(7)));
      return { start, end: start + 1, put };
    }
    case 2:
      return { start, end: few, put: "" };
    case 3:
      return { start, end: Math.min(text.length, start + 1 + random(300)), put: "" };
    case 4:
    case 5:
      return { start, end: start, put: INSERTED[random(INSERTED.length)] as string };
    case 6: {
      const place = random(text.length);
      const isStart = random(4) === 0;
      return { start: isStart ? 0 : place, end: isStart ? place : text.length, put: "" };
    }
    default:
      return { start: few, end: few, put: text.slice(start, few + random(100)) };
  }
}

/**
 * An array's text with some damages in it, the texts of those of its records that are not cut out as a whole, and how
 * many of these the damages touch.
 */
export function damageArray(
  { text, records }: PlacedArray,
  count: number,
  random: Random,
): { text: string; left: ReadonlySet<string>; touched: number } {
  const damages = Array.from({ length: count }, () => damageOf(text, random));
  const left = records.filter(
    ({ start, end }) => !damages.some((damage) => damage.start <= start && damage.end >= end),
  );
  const touched = left.filter(({ start, end }) =>
    damages.some((damage) =>
      damage.start === damage.end
        ? start < damage.start && end > damage.start
        : start < damage.end && end > damage.start,
    ),
  );
  let [damaged, from] = ["", 0];
  for (const { start, end, put } of damages.toSorted((a, b) => a.start - b.start)) {
    damaged += text.slice(from, Math.max(from, start)) + put;
    from = Math.max(from, end);
  }
  return {
    text: damaged + text.slice(from),
    left: new Set(left.map(({ start, end }) => text.slice(start, end))),
    touched: touched.length,
  };
}
