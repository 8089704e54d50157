import { ByteWriter } from "hyparquet-writer";
import type { Encoding } from "./encoding.ts";
import { fixedPhysicalValues } from "./fixed-physical-values.ts";
import { NumberDictionary } from "./number-dictionary.ts";
import { TextDictionary } from "./text-dictionary.ts";
import {
  decimalPhysicalValues,
  plainPhysicalValues,
  textPhysicalValues,
} from "./text-physical-values.ts";
import { writeCodes } from "./write-codes.ts";

/** Pages made in JavaScript. */
export function plainEncoding(): Encoding<ByteWriter> {
  const body = new ByteWriter();
  const numbers = new NumberDictionary();
  const texts = new TextDictionary();
  return {
    body,
    empty: () => emptyWriter(body, 0),
    get length() {
      return body.index;
    },
    bytes: () => body.getBytes(),
    numbers: (column, kind) => fixedPhysicalValues(column, kind, numbers),
    decimals: decimalPhysicalValues,
    texts: (column) =>
      column.kind === "plain" ? plainPhysicalValues(column, texts) : textPhysicalValues(column),
    writeByte: (byte) => body.appendUint8(byte),
    writeLevels(levels, bitWidth) {
      const encoded = new ByteWriter(64);
      writeCodes(encoded, levels, bitWidth);
      body.appendUint32(encoded.offset);
      body.appendBytes(encoded.getBytes());
    },
  };
}

/** Take a writer's bytes back, and let it count from `offset`. */
export function emptyWriter(writer: ByteWriter, offset: number): void {
  writer.index = 0;
  writer.offset = offset;
}
