import { randomOf } from "./faulty-lines.ts";

/** What is put into lines: marks of JSON, numbers, keys and letters that readers take for others, and bytes that are no UTF-8. */
const PIECES = [
  ...Array.from('{}[]":,0123456789eE+-.\\u/ \t\r\0\u0001\u001f\u007f'),
  ...Array.from("٣ＡKſİ\u00a0\u2028\ufeff"),
  ..."\\u0000 \\ud800 \\ud83d\\ude00 null true NaN 1e400 -0 -0.0 1E400 00 1.0 __proto__ constructor".split(
    " ",
  ),
  ...'"__proto__":1, "Timestamp":1, "toString":"x", T24:00:00Z .123456789 +14:00 -23:59 +24:00 -02-30'.split(
    " ",
  ),
]
  .map((text) => Buffer.from(text))
  .concat(
    ["ff", "c3", "eda080", "f4908080", "c080", "e280", "f09f"].map((hex) =>
      Buffer.from(hex, "hex"),
    ),
  );

/**
 * V8 of Node 24 forgets that a key has an escape once it has read an object whose key is one backslash in the same place: it gives
 * that key for `"\u0061"`, too.
 */
const CONFUSES_V8 = /"\\\\"\s*:/;

/** The lines of a text. */
export function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let begin = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, begin)) {
    lines.push(bytes.subarray(begin, end));
    begin = end + 1;
  }
  return lines;
}

/**
 * Lines, each changed by a few bytes in one or two places; the same for the same seed.
 *
 * @param more what is put into lines, too
 */
export function mutatedLines(
  lines: readonly Buffer[],
  seed: number,
  more: readonly Buffer[] = [],
): Buffer[] {
  const random = randomOf(seed);
  const pieces = [...PIECES, ...more];
  const mutated = (line: Buffer) => mutate(line, pieces, random);
  return lines
    .map((line) => mutated(random(2) === 0 ? line : mutated(line)))
    .filter((line) => !CONFUSES_V8.test(line.toString("latin1")));
}

function mutate(
  line: Buffer,
  pieces: readonly Buffer[],
  random: (below: number) => number,
): Buffer {
  const at = random(line.length + 1);
  const piece = pieces[random(pieces.length)] as Buffer;
  const begin = random(line.length + 1);
  const [put, left] = [
    [Buffer.alloc(0), at + 1],
    [piece, at],
    [piece, at + piece.length],
    [line.subarray(begin, begin + random(30)), at],
  ][random(4)] as [Buffer, number];
  return Buffer.concat([line.subarray(0, at), put, line.subarray(left)]);
}
