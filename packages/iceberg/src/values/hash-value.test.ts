import { expect, it } from "vitest";
import { hashValue } from "./hash-value.ts";
import type { IcebergValue } from "./iceberg-value.ts";
import { type PrimitiveType, parsePrimitive } from "./primitive-type.ts";

const micros = (text: string) => BigInt(Date.parse(text)) * 1000n;
const BYTES = Uint8Array.of(0, 1, 2, 3);
const UUID = Uint8Array.from(Buffer.from("f79c3e09677c4bbda4793f349cb785e7", "hex"));

// The values of the specification, Appendix B.
it.each<[type: string, value: IcebergValue, hash: number]>([
  ["int", 34, 2_017_239_379],
  ["long", 34n, 2_017_239_379],
  ["decimal(9, 2)", 1420n, -500_754_589],
  ["date", 17_486, -653_330_422],
  ["time", 81_068_000_000n, -662_762_989],
  ["timestamp", micros("2017-11-16T22:31:08Z"), -2_047_944_441],
  ["timestamp", micros("2017-11-16T22:31:08Z") + 1n, -1_207_196_810],
  ["timestamptz", micros("2017-11-16T14:31:08-08:00"), -2_047_944_441],
  ["timestamptz", micros("2017-11-16T14:31:08-08:00") + 1n, -1_207_196_810],
  ["timestamp_ns", micros("2017-11-16T22:31:08Z") * 1000n, -2_047_944_441],
  ["timestamptz_ns", micros("2017-11-16T14:31:08-08:00") * 1000n + 1001n, -1_207_196_810],
  ["string", "iceberg", 1_210_000_089],
  ["uuid", UUID, 1_488_055_340],
  ["fixed[4]", BYTES, -188_683_207],
  ["binary", BYTES, -188_683_207],
  ["boolean", true, 1_392_991_556],
  ["float", 1, -142_385_009],
  ["double", 1, -142_385_009],
  ["float", 0, 1_669_671_676],
  ["double", -0, 1_669_671_676],
])("hashes the %s %s as the specification does", (name, value, hash) => {
  expect(hashValue(parsePrimitive(name) as PrimitiveType, value)).toBe(hash);
});
