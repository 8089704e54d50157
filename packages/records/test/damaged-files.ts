import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { arrayOf, damageArray, FLAT_SHAPES, NESTED_SHAPES, seeded } from "./damaged-arrays.ts";

/** Files of every kind that is read, good and damaged, small enough that every byte of them counts. */

const RECORD = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/é€😀","status_code":200}';
const ROW = '2025-01-15T10:30:45Z,"/é,""€""\n😀",200';
const HEADER = "timestamp,endpoint,status_code";

const ends = fc.constantFrom("\n", "\n", "\r\n", "\r", "");
const pieces = fc.constantFrom(
  RECORD,
  RECORD,
  RECORD,
  ROW,
  ROW,
  HEADER,
  "",
  " ",
  "[",
  "]",
  ",",
  '{"a":[{"b":1},{"b":2}]}',
  '{"endpoint":"/x',
  '"open',
  "x\0y z",
  "\xff",
  `${RECORD},`,
  "[".repeat(40),
  "x".repeat(300),
);

const lines = fc
  .tuple(
    fc.constantFrom("", `${HEADER}\n`, "[", "["),
    fc.array(fc.tuple(pieces, ends), { maxLength: 12 }),
  )
  .map(([start, parts]) =>
    Buffer.concat([
      Buffer.from(start),
      ...parts.flatMap(([piece, end]) => [
        Buffer.from(piece, piece === "\xff" ? "latin1" : "utf8"),
        Buffer.from(end),
      ]),
    ]),
  );

const arrays = fc
  .tuple(fc.constantFrom(...FLAT_SHAPES, ...NESTED_SHAPES), fc.nat(), fc.nat({ max: 3 }))
  .map(([shape, seed, damages]) => {
    const random = seeded(seed);
    return Buffer.from(damageArray(arrayOf(shape, 8, random), damages, random).text, "latin1");
  });

/** Text that is read, with or without a byte order mark. */
export const texts = fc
  .tuple(fc.constantFrom("", "", "\uFEFF"), fc.oneof(lines, arrays))
  .map(([bom, text]) => Buffer.concat([Buffer.from(bom), text]));

const tails = fc.constantFrom(
  Buffer.alloc(0),
  Buffer.alloc(0),
  Buffer.alloc(20),
  Buffer.from(`${RECORD}\n`),
  Buffer.concat([Buffer.alloc(4), gzipSync(RECORD)]),
  Buffer.from([0x1f, 0x8b]),
);

/** The same as gzip of one member or several, whole or not, with or without something behind. */
export const gzips = fc
  .tuple(
    texts,
    fc.array(fc.nat({ max: 2000 }), { maxLength: 3 }),
    tails,
    fc.constantFrom(0, 6),
    fc.nat(),
  )
  .map(([text, places, tail, level, damage]) => {
    const starts = [0, ...places.filter((place) => place < text.length).toSorted((a, b) => a - b)];
    const members = starts.map((start, index) =>
      gzipSync(text.subarray(start, starts[index + 1] ?? text.length), { level }),
    );
    const whole = Buffer.concat([...members, tail]);
    if (damage % 3 === 1) return whole.subarray(0, damage % whole.length);
    if (damage % 3 === 2) whole[damage % whole.length] = damage % 251;
    return whole;
  });
