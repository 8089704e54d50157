import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { ByteWindow } from "./byte-window.ts";

const step = fc.record({
  bytes: fc.uint8Array({ minLength: 1, maxLength: 50_000 }),
  isPlaced: fc.boolean(),
  /** How much more room is asked for than is filled. */
  spare: fc.nat(70_000),
  consumed: fc.nat(1_000),
});

it("has the same bytes whether chunks were read into its room or copied", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
      const window = new ByteWindow(7);
      let expected = Buffer.alloc(0);
      let offset = 7;
      for (const { bytes, isPlaced, spare, consumed } of steps) {
        const room = window.room(bytes.length + spare);
        expect(room).toHaveLength(bytes.length + spare);
        if (isPlaced) room.set(bytes);
        window.append(isPlaced ? room.subarray(0, bytes.length) : bytes);
        expected = Buffer.concat([expected, bytes]);
        expect(window.bytes.equals(expected)).toBe(true);
        const count = Math.ceil((expected.length * consumed) / 1_000);
        window.consume(count);
        offset += count;
        expected = expected.subarray(count);
        expect(window.offset).toBe(offset);
      }
    }),
    { numRuns: propertyRuns(50) },
  );
});

it("takes the pieces of a chunk that was read into its room one behind the other, where they are", () => {
  const window = new ByteWindow(0);
  const room = window.room(100_000);
  room.fill("abc\n");
  window.append(room.subarray(0, 60_000));
  window.consume(59_999);
  window.append(room.subarray(60_000));
  expect(window.bytes.buffer).toBe(room.buffer);
  expect(window.bytes.byteOffset).toBe(room.byteOffset + 59_999);
  expect(window.length).toBe(40_001);
});

it("leaves bytes as they are that were handed out", () => {
  const window = new ByteWindow(0);
  window.append(Buffer.from("one\ntwo"));
  const handed = window.bytes.subarray(0, 4);
  window.consume(4);
  window.room(1_000_000).fill("x");
  window.append(Buffer.alloc(1_000_000, "y"));
  expect(handed.toString()).toBe("one\n");
  expect(window.bytes.subarray(0, 5).toString()).toBe("twoyy");
});
