import { expect, it } from "vitest";
import { parseIcebergJson, serializeIcebergJson } from "./iceberg-json.ts";

it("keeps ids of 63 bits, and other numbers as they are", () => {
  const text =
    '{"snapshot-id":3055729675574597004,"parent-snapshot-id":7,"snapshot-ids":[1,9223372036854775807],"timestamp-ms":1555100955770,"big":-9007199254740993,"half":0.5,"current-snapshot-id":-1}';
  expect(parseIcebergJson(text)).toEqual({
    "snapshot-id": 3055729675574597004n,
    "parent-snapshot-id": 7n,
    "snapshot-ids": [1n, 9223372036854775807n],
    "timestamp-ms": 1_555_100_955_770,
    big: -9_007_199_254_740_993n,
    half: 0.5,
    "current-snapshot-id": -1n,
  });
  expect(serializeIcebergJson(parseIcebergJson(text))).toBe(text);
});

it("leaves text alone that only looks like an id", () => {
  const text = '{"snapshot-id":"3055729675574597004","properties":{"current-snapshot-id":"5"}}';
  expect(serializeIcebergJson(parseIcebergJson(text))).toBe(text);
});
