import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyCodePoint } from "../../../../../scripts/lib/any-code-point.ts";
import { parseXml } from "./parse-xml.ts";
import { childFlag, children, childText, expectOnly, requiredChild } from "./read-element.ts";
import { writeXmlDocument } from "./write-xml.ts";

describe("parseXml", () => {
  it("reads elements, attributes, comments, CDATA and references", () => {
    const root = parseXml(`\ufeff<?xml version="1.0"?><!-- c --><r xmlns="http://x" a='1'>
      <s:k>a&amp;b&#x41;&#66;<![CDATA[<&>]]><!-- no --></s:k><e/><k>two</k></r>\n`);
    expect(root.name).toBe("r");
    expect(children(root, "k").map(({ text }) => text)).toEqual(["a&bAB<&>", "two"]);
    expect(childText(root, "e")).toBe("");
    expect(childText(root, "none")).toBeUndefined();
  });

  it("reads back what was written, control characters included", () => {
    const text = fc
      .string({ unit: anyCodePoint, maxLength: 20 })
      .filter((value) => !value.includes("\0"));
    const rule = fc.property(text, (value) => {
      expect(childText(parseXml(writeXmlDocument("r", { k: value })), "k")).toBe(value);
    });
    fc.assert(rule);
  });

  it.each([
    ["nothing", ""],
    ["no end", "<a>"],
    ["another end", "<a></b>"],
    ["two roots", "<a/><b/>"],
    ["text around", "x<a/>"],
    ["a document type", "<!DOCTYPE a><a/>"],
    ["a document type inside", "<a><!DOCTYPE a></a>"],
    ["an undefined entity", "<a>&b;</a>"],
    ["a lone ampersand", "<a>a & b</a>"],
    ["a surrogate", "<a>&#xd800;</a>"],
    ["a malformed number", "<a>&#x110000;</a>"],
    ["an attribute without quotes", "<a b=c/>"],
    ["an open comment", "<a><!-- </a>"],
    ["depth", `${"<a>".repeat(40)}${"</a>".repeat(40)}`],
  ])("refuses %s", (_name, text) => {
    expect(() => parseXml(text)).toThrow(expect.objectContaining({ code: "MalformedXML" }));
  });

  it("takes a long run of ampersands and brackets in linear time", () => {
    const before = performance.now();
    expect(() => parseXml(`<a>${"&".repeat(200_000)}</a>`)).toThrow(/ampersand/);
    expect(() => parseXml("<a ".repeat(100_000))).toThrow(
      expect.objectContaining({ code: "MalformedXML" }),
    );
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

describe("reading elements", () => {
  it("refuses doubles, strangers and flags that are none", () => {
    const root = parseXml("<r><a>1</a><a>2</a><f>maybe</f><t>true</t></r>");
    expect(() => childText(root, "a")).toThrow(/more than one <a>/);
    expect(() => childFlag(root, "f")).toThrow(/neither true nor false/);
    expect(childFlag(root, "t")).toBe(true);
    expect(childFlag(root, "none")).toBe(false);
    expect(() => expectOnly(root, ["a", "f"])).toThrow(/unknown element <t>/);
    expect(() => requiredChild(root, "none")).toThrow(/lacks <none>/);
  });
});

it("writeXmlDocument leaves out what is undefined and repeats lists", () => {
  expect(
    writeXmlDocument("R", { a: undefined, b: [1, 2], c: { d: "<" }, e: [{ f: true }, {}] }, false),
  ).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<R><b>1</b><b>2</b><c><d>&lt;</d></c><e><f>true</f></e><e></e></R>',
  );
});
