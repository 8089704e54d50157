import { BSON } from "mongodb";
import { doubleText } from "../double-text.ts";
import { extendedJson } from "../extended-json.ts";
import { BSON_TYPE } from "./bson-type.ts";
import { type BsonBytes, eachField, plainValue, stringAt } from "./bson-value.ts";
import { giveUp } from "./doubt.ts";

const [ZERO, NINE] = ["0", "9"] as const;

/** A value as Extended JSON, as `extendedJson` writes it. */
export function jsonAt(source: BsonBytes, type: number, start: number, end: number): string {
  const { bytes, view } = source;
  switch (type) {
    case BSON_TYPE.string:
      return JSON.stringify(stringAt(source, start, end));
    case BSON_TYPE.int:
      return String(view.getInt32(start, true));
    case BSON_TYPE.long:
      return String(view.getBigInt64(start, true));
    case BSON_TYPE.double:
      return jsonOfDouble(view.getFloat64(start, true));
    case BSON_TYPE.boolean:
      return plainValue(source, type, start, end) === true ? "true" : "false";
    case BSON_TYPE.null:
      return "null";
    case BSON_TYPE.object:
      return jsonOfDocument(source, start, end);
    case BSON_TYPE.array:
      return jsonOfArray(source, start, end);
    case BSON_TYPE.objectId:
      return `{"$oid":"${bytes.toString("hex", start, end)}"}`;
    case BSON_TYPE.date:
      return extendedJson(new Date(Number(view.getBigInt64(start, true))));
    case BSON_TYPE.decimal:
      return extendedJson(new BSON.Decimal128(Uint8Array.from(bytes.subarray(start, end))));
    default:
      return giveUp();
  }
}

function jsonOfDouble(value: number): string {
  return Number.isFinite(value) ? doubleText(value) : giveUp();
}

function jsonOfArray(source: BsonBytes, start: number, end: number): string {
  let text = "";
  eachField(source, start, end, (_, type, from, to) => {
    text += (text === "" ? "" : ",") + jsonAt(source, type, from, to);
  });
  return `[${text}]`;
}

function jsonOfDocument(source: BsonBytes, start: number, end: number): string {
  const names = new Set<string>();
  let text = "";
  eachField(source, start, end, (name, type, from, to) => {
    const initial = name[0] ?? "";
    // Of two of one name, the later one is the value; and names like numbers come first.
    if (names.has(name) || (initial >= ZERO && initial <= NINE)) giveUp();
    names.add(name);
    text += `${text === "" ? "" : ","}${JSON.stringify(name)}:${jsonAt(source, type, from, to)}`;
  });
  return `{${text}}`;
}
