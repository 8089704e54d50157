import fc from "fast-check";

const SURROGATES = { first: 0xd800, count: 0x800 };

/**
 * A character of Unicode, surrogates left out, as the unit of a text: `fc.string({ unit: anyCodePoint })`. The unit
 * "binary" of fast-check gives the same, and takes a second to be made.
 */
export const anyCodePoint = fc
  .oneof(
    upTo(0x7f),
    upTo(0x7ff),
    upTo(0xffff - SURROGATES.count),
    upTo(0x10_ffff - SURROGATES.count),
  )
  .map((place) =>
    String.fromCodePoint(place < SURROGATES.first ? place : place + SURROGATES.count),
  );

function upTo(max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max });
}
