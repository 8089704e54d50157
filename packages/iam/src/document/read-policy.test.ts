import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPolicy } from "./read-policy.ts";

const ALLOW = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*" };
const DOCUMENT = { Version: "2012-10-17", Statement: [ALLOW] };

function issuesOf(document: unknown): string[] {
  return readPolicy(document).issues.map(({ code, path }) => `${code} ${path.join(".")}`.trim());
}

describe("documents", () => {
  it.each([
    ["an object", DOCUMENT],
    ["text", JSON.stringify(DOCUMENT)],
    ["text with white space around it", `\n ${JSON.stringify(DOCUMENT, null, 2)}\n`],
    ["text with a byte order mark", `\uFEFF${JSON.stringify(DOCUMENT)}`],
    ["percent-encoded text", encodeURIComponent(JSON.stringify(DOCUMENT))],
    ["one statement without a list", { ...DOCUMENT, Statement: ALLOW }],
  ])("are read as %s", (_, document) => {
    expect(readPolicy(document).policy?.statements).toEqual([
      {
        sid: undefined,
        effect: "Allow",
        principal: undefined,
        action: { not: false, patterns: ["s3:GetObject"] },
        resource: { not: false, patterns: ["arn:aws:s3:::logs/*"] },
        conditions: [],
      },
    ]);
  });

  it("keep numbers and truth values of conditions as texts", () => {
    const Condition = {
      Bool: { "aws:SecureTransport": false },
      NumericLessThan: { "s3:max-keys": [10] },
    };
    expect(
      readPolicy({ Statement: { ...ALLOW, Condition } }).policy?.statements[0]?.conditions,
    ).toEqual([
      { operator: "Bool", key: "aws:SecureTransport", values: ["false"] },
      { operator: "NumericLessThan", key: "s3:max-keys", values: ["10"] },
    ]);
  });

  it("mean the older version where they name none", () => {
    expect(readPolicy({ Statement: [] }).policy?.version).toBe("2008-10-17");
  });

  it("have a name where one is given, and no other option", () => {
    expect(readPolicy(DOCUMENT, { name: "reads" }).policy?.name).toBe("reads");
    expect(() => readPolicy(DOCUMENT, { label: "reads" } as object)).toThrow(/label/);
  });
});

describe("faults", () => {
  it.each([
    ["text that is not JSON", "{", "invalid_json"],
    ["an escape that is broken", "%7B%", "invalid_json"],
    ["no text and no object", 5, "invalid_type"],
    ["a list", [DOCUMENT], "invalid_type"],
    ["null", null, "invalid_type"],
    ["no statement", { Version: "2012-10-17" }, "missing_element"],
    [
      "a version that there is none of",
      { ...DOCUMENT, Version: "2012-10-18" },
      "invalid_value Version",
    ],
    ["an unknown element", { ...DOCUMENT, Statements: [] }, "unknown_element Statements"],
    [
      "an unknown element of a statement",
      { Statement: [{ ...ALLOW, Resources: "*" }] },
      "unknown_element Statement.0.Resources",
    ],
    [
      "an effect in other letters",
      { Statement: { ...ALLOW, Effect: "allow" } },
      "invalid_value Statement.Effect",
    ],
    [
      "an action that is a number",
      { Statement: [{ ...ALLOW, Action: ["s3:*", 5] }] },
      "invalid_type Statement.0.Action.1",
    ],
    [
      "no action",
      { Statement: [{ Effect: "Allow", Resource: "*" }] },
      "missing_element Statement.0",
    ],
    [
      "an empty list",
      { Statement: [{ ...ALLOW, Action: [] }] },
      "invalid_value Statement.0.Action",
    ],
    [
      "Action and NotAction",
      { Statement: [{ ...ALLOW, NotAction: "s3:*" }] },
      "conflicting_elements Statement.0.NotAction",
    ],
    [
      "a principal that is a text",
      { Statement: [{ ...ALLOW, Principal: "ana" }] },
      "invalid_type Statement.0.Principal",
    ],
    [
      "an unknown kind of principal",
      { Statement: [{ ...ALLOW, Principal: { User: "ana" } }] },
      "unknown_element Statement.0.Principal.User",
    ],
    [
      "a condition that is a list",
      { Statement: [{ ...ALLOW, Condition: [] }] },
      "invalid_type Statement.0.Condition",
    ],
    [
      "a value that is an object",
      { Statement: [{ ...ALLOW, Condition: { Bool: { "aws:SecureTransport": {} } } }] },
      "invalid_type Statement.0.Condition.Bool.aws:SecureTransport",
    ],
  ])("are told: %s", (_, document, issue) => {
    expect(issuesOf(document)).toEqual([issue]);
  });

  it("are told of every statement, each with its place", () => {
    expect(issuesOf({ Statement: [{ ...ALLOW, Effect: 1 }, ALLOW, 5] })).toEqual([
      "invalid_value Statement.0.Effect",
      "invalid_type Statement.2",
    ]);
  });

  it("are told of keys that are there twice, at every depth", () => {
    const text =
      '{"Statement":[{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a:b":"true","\\u0061:b":"false"}}}],"Statement":[]}';
    expect(issuesOf(text)).toEqual([
      "duplicate_key Statement.0.Effect",
      "duplicate_key Statement.0.Condition.Bool.a:b",
      "duplicate_key Statement",
    ]);
  });

  it("name the element that was probably meant", () => {
    expect(readPolicy({ Statement: [{ ...ALLOW, Resources: "*" }] }).issues[0]?.message).toContain(
      "Did you mean Resource?",
    );
  });

  it("of a document of more than a megabyte are told without reading it", () => {
    expect(issuesOf(`{"Statement":"${"x".repeat(1024 * 1024)}"}`)).toEqual(["too_large"]);
  });

  it("are never thrown, whatever the document is", () => {
    const wild = fc.letrec((tie) => ({
      value: fc.oneof(
        fc.constantFrom(null, true, 1, "Allow", "*", "s3:Get*"),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom(
            "Version",
            "Statement",
            "Effect",
            "Action",
            "NotAction",
            "Resource",
            "Principal",
            "AWS",
            "Condition",
            "__proto__",
          ),
          tie("value"),
          { maxKeys: 5 },
        ),
      ),
    })).value;
    fc.assert(
      fc.property(wild, (document) => {
        const { policy, issues } = readPolicy(JSON.stringify(document));
        expect((policy === undefined) === issues.length > 0).toBe(true);
      }),
    );
  });

  it("take no time at depths that nobody writes", () => {
    expect(issuesOf("[".repeat(500_000))).toEqual(["invalid_json"]);
    expect(issuesOf(`${"[".repeat(300_000)}${"]".repeat(300_000)}`)).toEqual(["invalid_type"]);
  });
});
