import { BSON } from "mongodb";
import { bsonKind } from "./bson-kind.ts";
import { doubleText } from "./double-text.ts";

/**
 * A value as MongoDB's Extended JSON, in the relaxed form, with every digit of a `long` and a point in every `double`.
 *
 * Nothing is lost: `EJSON.parse` of the driver reads it. A value is nested as deep as BSON allows, which is 100 levels.
 */
export function extendedJson(value: unknown): string {
  switch (bsonKind(value)) {
    case "double":
      return jsonOfDouble(Number(value));
    case "long":
      return String(value);
    case "undefined":
      return '{"$undefined":true}';
    case "array":
      return `[${(value as readonly unknown[]).map(extendedJson).join(",")}]`;
    case "object":
      return jsonOfMembers(Object.entries(value as object));
    case "dbRef":
      return jsonOfReference(value as BSON.DBRef);
    case "javascriptWithScope":
      return jsonOfCode(value as BSON.Code);
    case "date":
      return jsonOfDate(value as Date);
    default:
      return BSON.EJSON.stringify(value);
  }
}

function jsonOfMembers(entries: readonly (readonly [string, unknown])[]): string {
  return `{${entries.map(([name, each]) => `${JSON.stringify(name)}:${extendedJson(each)}`).join(",")}}`;
}

function jsonOfDouble(value: number): string {
  const text = doubleText(value);
  return Number.isFinite(value) ? text : `{"$numberDouble":"${text}"}`;
}

function jsonOfReference({ collection, oid, db, fields }: BSON.DBRef): string {
  return jsonOfMembers([
    ["$ref", collection],
    ["$id", oid],
    ...(db === undefined || db === "" ? [] : [["$db", db] as const]),
    ...Object.entries(fields),
  ]);
}

function jsonOfCode({ code, scope }: BSON.Code): string {
  return jsonOfMembers([
    ["$code", code],
    ["$scope", scope],
  ]);
}

/** Dates that have no ISO text with four digits for the year are written as milliseconds. */
function jsonOfDate(value: Date): string {
  const ms = value.getTime();
  const isPlain = ms >= 0 && ms < FROM_YEAR_10000;
  if (isPlain) return `{"$date":"${value.toISOString()}"}`;
  return Number.isNaN(ms) ? '{"$date":"out of range"}' : `{"$date":{"$numberLong":"${ms}"}}`;
}

const FROM_YEAR_10000 = Date.UTC(10_000, 0, 1);
