import { expect, it } from "vitest";
import type { CatalogField } from "../catalog/table-catalog.ts";
import { mysqlType, type TypeChoices } from "./mysql-type.ts";

const CHOICES: TypeChoices = { microseconds: "text", zeroDates: "reject", tinyInt1: "integer" };

function typeOf(spelled: string, field: Partial<CatalogField> = {}, choices = {}) {
  const type = spelled.replace(/[ (].*/s, "");
  const column = { table: "t", name: "c", spelled, type, notNull: false, comment: "" };
  const sizes = { precision: 0, scale: 0, digits: 0 };
  return mysqlType(
    { ...column, ...sizes, ...field },
    { choices: { ...CHOICES, ...choices }, isJson: false },
  );
}

it("reads labels with quotes, commas and backslashes", () => {
  const labels = String.raw`enum('a','it''s','x,y','back\\slash','two\nlines')`;
  expect(typeOf(labels).code).toBe(
    String.raw`z.enum(["a","it's","x,y","back\\slash","two\nlines"])`,
  );
});

it("keeps a set as text whose empty member could not be told from none", () => {
  expect(typeOf("set('a','')").code).toBe("z.string()");
  expect(typeOf("set('a','b')").decode?.("a,b")).toEqual(["a", "b"]);
});

it("does not list labels that are too many", () => {
  const labels = Array.from({ length: 1001 }, (_, at) => `'${at}'`).join(",");
  expect(typeOf(`enum(${labels})`).code).toBe("z.string()");
});

it("takes unsigned 64-bit integers for decimals", () => {
  const type = typeOf("bigint(20) unsigned zerofill");
  expect(type.code).toBe("decimal(20, 0)");
  expect(type.decode?.("00000018446744073709551615")).toBe("18446744073709551615");
});

it("makes null of zero dates where that is chosen", () => {
  const type = typeOf("datetime", {}, { zeroDates: "null" });
  expect(type.verdict).toBe("lossy");
  expect(type.decode?.("2024-00-10 00:00:00")).toBeNull();
  expect(type.decode?.("2024-01-10 00:00:00")).toBe("2024-01-10T00:00:00Z");
});

it("gives back bytes that are no geometry", () => {
  const { decode } = typeOf("geometry");
  expect(decode?.("00000000010100000000000000")).toBe("00000000010100000000000000");
  expect(decode?.(`00000000${"01".repeat(3)}`)).toBe("00000000010101");
  expect(decode?.("E6100000010200000000000000")).toEqual({ srid: 4326, wkt: "LINESTRING EMPTY" });
  const bigEndian = "00000000" + "00" + "00000001" + "3FF0000000000000" + "4000000000000000";
  expect(decode?.(bigEndian)).toEqual({ srid: 0, wkt: "POINT(1 2)" });
});
