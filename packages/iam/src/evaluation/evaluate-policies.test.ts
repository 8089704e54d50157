import { describe, expect, it } from "vitest";
import { type EvaluationInput, evaluatePolicies, type PolicySource } from "./evaluate-policies.ts";

const ACCOUNT = "123456789012";
const OTHER = "999999999999";
const USER = `arn:aws:iam::${ACCOUNT}:user/ana`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/loader`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/loader/run`;
const READ = { principal: USER, action: "s3:GetObject", resource: "arn:aws:s3:::logs/a.csv" };

function policy(...Statement: object[]): PolicySource {
  return { Version: "2012-10-17", Statement };
}

function allow(more: object = {}): object {
  return { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/*", ...more };
}

function decide(input: EvaluationInput): string {
  return evaluatePolicies(input).decision;
}

/** The decision about a user's statement for a request of the user. */
function ofStatement(more: object, request: Partial<EvaluationInput["request"]> = {}): string {
  return decide({ identity: [policy(allow(more))], request: { ...READ, ...request } });
}

describe("statements", () => {
  it.each([
    ["the action", {}, "allow"],
    ["an action in other letters", { Action: "S3:getobject" }, "allow"],
    ["a wildcard in the action", { Action: "s3:Get*" }, "allow"],
    ["one character of the action", { Action: "s3:GetObjec?" }, "allow"],
    ["every action", { Action: "*" }, "allow"],
    ["another action", { Action: "s3:PutObject" }, "implicitDeny"],
    ["one of several", { Action: ["s3:PutObject", "s3:GetObject"] }, "allow"],
    ["everything but another action", { Action: undefined, NotAction: "s3:Put*" }, "allow"],
    ["everything but this action", { Action: undefined, NotAction: "s3:Get*" }, "implicitDeny"],
    ["a resource in other letters", { Resource: "arn:aws:s3:::LOGS/*" }, "implicitDeny"],
    ["the prefix of another bucket's name", { Resource: "arn:aws:s3:::log*" }, "allow"],
    ["another bucket that begins alike", { Resource: "arn:aws:s3:::log/*" }, "implicitDeny"],
    [
      "everything but another resource",
      { Resource: undefined, NotResource: "arn:aws:s3:::x/*" },
      "allow",
    ],
    ["everything but this resource", { Resource: undefined, NotResource: "*" }, "implicitDeny"],
    ["a variable", { Resource: "arn:aws:s3:::logs/${aws:PrincipalTag/team, 'a'}.csv" }, "allow"],
    [
      "a variable without a value",
      { Resource: "arn:aws:s3:::logs/${aws:PrincipalTag/team}*" },
      "implicitDeny",
    ],
    ["a wildcard that stands for itself", { Resource: "arn:aws:s3:::logs/${*}" }, "implicitDeny"],
  ])("match by %s", (_, more, decision) => {
    expect(ofStatement(more)).toBe(decision);
  });

  it("have no variables in the older version", () => {
    const Resource = "arn:aws:s3:::logs/${aws:username}.csv";
    const request = { ...READ, resource: "arn:aws:s3:::logs/ana.csv" };
    const document = (Version: string) => [{ Version, Statement: allow({ Resource }) }];
    expect(decide({ identity: document("2012-10-17"), request })).toBe("allow");
    expect(decide({ identity: document("2008-10-17"), request })).toBe("implicitDeny");
  });

  it("keep wildcards inside a segment of an ARN unless they end it", () => {
    const resource = `arn:aws:logs:eu-central-1:${ACCOUNT}:log-group:/aws/x:log-stream:y`;
    const request = { action: "logs:PutLogEvents", resource };
    const of = (Resource: string) => ofStatement({ Action: "logs:*", Resource }, request);
    expect(of("arn:aws:logs:*")).toBe("allow");
    expect(of("arn:aws:logs:eu-*:*:log-group:/aws/*:log-stream:y")).toBe("allow");
    expect(of("arn:aws:logs:eu*x:log-stream:y")).toBe("implicitDeny");
    expect(of(`arn:aws:logs:eu-central-1?${ACCOUNT}:log-group:/aws/x:log-stream:y`)).toBe(
      "implicitDeny",
    );
  });

  it("that deny win, and are named", () => {
    const identity = [policy(allow({ Sid: "Read" }), allow({ Effect: "Deny", Sid: "NotThis" }))];
    expect(evaluatePolicies({ identity, request: READ })).toEqual({
      decision: "explicitDeny",
      by: { kind: "identity", policy: "identity[0]", statement: 1, sid: "NotThis" },
      why: "Statement 1 (NotThis) of the identity policy identity[0] denies it.",
    });
  });
});

describe("condition operators", () => {
  const ip = { "aws:SourceIp": "10.1.2.3" };
  const date = { "aws:CurrentTime": "2025-01-15T12:00:00Z" };
  it.each([
    ["StringEquals", { "k:v": "a" }, "a", "allow"],
    ["StringEquals", { "k:v": ["b", "a"] }, "a", "allow"],
    ["StringEquals", { "k:v": "A" }, "a", "implicitDeny"],
    ["StringEquals", { "k:v": "*" }, "a", "implicitDeny"],
    ["StringEquals", { "k:v": "a" }, undefined, "implicitDeny"],
    ["StringEqualsIfExists", { "k:v": "a" }, undefined, "allow"],
    ["StringNotEquals", { "k:v": ["a", "b"] }, "a", "implicitDeny"],
    ["StringNotEquals", { "k:v": ["a", "b"] }, "c", "allow"],
    ["StringNotEquals", { "k:v": "a" }, undefined, "allow"],
    ["StringEqualsIgnoreCase", { "K:V": "A" }, "a", "allow"],
    ["StringNotEqualsIgnoreCase", { "k:v": "A" }, "a", "implicitDeny"],
    ["StringLike", { "k:v": "raw/*" }, "raw/x", "allow"],
    ["StringLike", { "k:v": "raw/*" }, "raw", "implicitDeny"],
    ["StringLike", { "k:v": "raw/${*}" }, "raw/x", "implicitDeny"],
    ["StringLike", { "k:v": "raw/${*}" }, "raw/*", "allow"],
    ["StringNotLike", { "k:v": "raw/*" }, "raw/x", "implicitDeny"],
    ["NumericEquals", { "k:v": "10" }, 10, "allow"],
    ["NumericEquals", { "k:v": "10.0" }, 10, "allow"],
    ["NumericNotEquals", { "k:v": "10" }, 10, "implicitDeny"],
    ["NumericLessThan", { "k:v": "10" }, 9, "allow"],
    ["NumericLessThan", { "k:v": "10" }, 10, "implicitDeny"],
    ["NumericLessThanEquals", { "k:v": "10" }, 10, "allow"],
    ["NumericGreaterThan", { "k:v": "9" }, 10, "allow"],
    ["NumericGreaterThanEquals", { "k:v": "10" }, 10, "allow"],
    ["NumericLessThan", { "k:v": "many" }, 1, "undecided"],
    ["DateGreaterThan", { "aws:CurrentTime": "2025-01-15" }, undefined, "allow"],
    ["DateLessThan", { "aws:CurrentTime": "2025-01-15T13:00:00+02:00" }, undefined, "implicitDeny"],
    ["DateLessThanEquals", { "aws:CurrentTime": "1736942400" }, undefined, "allow"],
    ["DateEquals", { "aws:CurrentTime": "2025-01-15T12:00:00.000Z" }, undefined, "allow"],
    ["DateNotEquals", { "aws:CurrentTime": "2025-01-15T12:00:00Z" }, undefined, "implicitDeny"],
    ["DateGreaterThanEquals", { "aws:CurrentTime": "2025-01-15T12:00:00Z" }, undefined, "allow"],
    ["Bool", { "k:v": "TRUE" }, true, "allow"],
    ["Bool", { "k:v": "false" }, true, "implicitDeny"],
    ["BinaryEquals", { "k:v": "QmluYXJ5" }, "QmluYXJ5", "allow"],
    ["IpAddress", { "aws:SourceIp": "10.0.0.0/8" }, undefined, "allow"],
    ["IpAddress", { "aws:SourceIp": ["192.168.0.0/16", "10.1.2.3"] }, undefined, "allow"],
    ["IpAddress", { "aws:SourceIp": "2001:db8::/32" }, undefined, "implicitDeny"],
    ["NotIpAddress", { "aws:SourceIp": "10.0.0.0/8" }, undefined, "implicitDeny"],
    ["IpAddress", { "aws:SourceIp": "10.0.0.0/33" }, undefined, "undecided"],
    ["ArnLike", { "k:v": "arn:aws:s3:::logs*" }, "arn:aws:s3:::logs-raw", "allow"],
    ["ArnEquals", { "k:v": "arn:aws:s3:::logs*" }, "arn:aws:s3:::logs-raw", "allow"],
    ["ArnLike", { "k:v": "arn:aws:*:logs" }, "arn:aws:s3:::logs", "implicitDeny"],
    ["ArnLike", { "k:v": "arn:*:*:*:*:logs" }, "arn:aws:s3:::logs", "allow"],
    ["ArnNotEquals", { "k:v": "arn:aws:s3:::logs" }, "arn:aws:s3:::logs", "implicitDeny"],
    ["Null", { "k:v": "true" }, undefined, "allow"],
    ["Null", { "k:v": "false" }, undefined, "implicitDeny"],
    ["Null", { "k:v": "false" }, "x", "allow"],
    ["ForAllValues:StringEquals", { "k:v": ["a", "b"] }, ["a"], "allow"],
    ["ForAllValues:StringEquals", { "k:v": ["a", "b"] }, ["a", "c"], "implicitDeny"],
    ["ForAllValues:StringEquals", { "k:v": "a" }, undefined, "allow"],
    ["ForAnyValue:StringEquals", { "k:v": "a" }, ["a", "c"], "allow"],
    ["ForAnyValue:StringEquals", { "k:v": "a" }, undefined, "implicitDeny"],
    ["ForAnyValue:StringNotEquals", { "k:v": "a" }, ["a", "b"], "allow"],
    ["ForAllValues:StringNotEquals", { "k:v": "a" }, ["a", "b"], "implicitDeny"],
    ["StringEquals", { "k:v": "a" }, ["a", "b"], "undecided"],
    ["StringEquals", { "k:v": "a" }, ["c", "b"], "implicitDeny"],
    ["StringMatches", { "k:v": "a" }, "a", "undecided"],
  ])("%s %j of %j: %s", (operator, test, value, decision) => {
    const context = { ...ip, ...date, ...(value === undefined ? {} : { "k:v": value }) };
    expect(ofStatement({ Condition: { [operator]: test } }, { context })).toBe(decision);
  });

  it("all have to hold, and all keys of each", () => {
    const Condition = { StringEquals: { "k:a": "1", "k:b": "2" }, Bool: { "k:c": "true" } };
    const context = { "k:a": "1", "k:b": "2", "k:c": "true" };
    expect(ofStatement({ Condition }, { context })).toBe("allow");
    expect(ofStatement({ Condition }, { context: { ...context, "k:b": "3" } })).toBe(
      "implicitDeny",
    );
    expect(ofStatement({ Condition }, { context: { ...context, "k:c": "false" } })).toBe(
      "implicitDeny",
    );
  });

  it("are undecided where the value is not known, unless it makes no difference", () => {
    const Condition = { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } };
    const unknownKeys = ["aws:sourceip"];
    const { decision, why } = evaluatePolicies({
      identity: [policy(allow({ Condition }))],
      request: { ...READ, unknownKeys },
    });
    expect([decision, why]).toEqual([
      "undecided",
      "It can't be decided: the value of aws:SourceIp is not known.",
    ]);
    expect(ofStatement({ Condition, Action: "s3:PutObject" }, { unknownKeys })).toBe(
      "implicitDeny",
    );
    const denied = policy(allow(), allow({ Effect: "Deny", Condition }));
    expect(decide({ identity: [denied], request: { ...READ, unknownKeys: "rest" } })).toBe(
      "undecided",
    );
    expect(decide({ identity: [denied], request: READ })).toBe("allow");
  });

  it("know what follows from the principal", () => {
    const Condition = {
      StringEquals: { "aws:PrincipalArn": ROLE, "aws:ResourceAccount": ACCOUNT },
    };
    expect(ofStatement({ Condition }, { principal: SESSION })).toBe("allow");
    expect(ofStatement({ Condition }, { principal: USER })).toBe("implicitDeny");
  });

  it("know of who has not signed no more than AWS does", () => {
    const request = { ...READ, principal: "*" };
    const asked = (Condition: object) =>
      decide({ resource: policy(allow({ Principal: "*", Condition })), request });
    expect(asked({ Bool: { "aws:PrincipalIsAWSService": "false" } })).toBe("implicitDeny");
    expect(asked({ BoolIfExists: { "aws:PrincipalIsAWSService": "false" } })).toBe("allow");
    expect(asked({ Null: { "aws:PrincipalArn": "true" } })).toBe("allow");
    expect(asked({ StringEquals: { "aws:PrincipalAccount": "anonymous" } })).toBe("allow");
  });
});

describe("kinds of policies", () => {
  const own = [policy(allow())];
  const bucket = (principal: unknown, more: object = {}) =>
    policy(allow({ Principal: principal, ...more }));
  const other = policy(allow({ Action: "s3:PutObject" }));

  it.each([
    ["an identity policy alone", { identity: own }, "allow"],
    ["nothing", {}, "implicitDeny"],
    ["the bucket's policy alone, by user", { resource: bucket({ AWS: USER }) }, "allow"],
    ["the bucket's policy alone, by everybody", { resource: bucket("*") }, "allow"],
    [
      "the bucket's policy by account, which passes nothing on by itself",
      { resource: bucket({ AWS: ACCOUNT }) },
      "implicitDeny",
    ],
    [
      "the bucket's policy by another user",
      { resource: bucket({ AWS: `${USER}2` }) },
      "implicitDeny",
    ],
    [
      "a bucket policy that denies",
      { identity: own, resource: bucket("*", { Effect: "Deny" }) },
      "explicitDeny",
    ],
    [
      "a boundary that allows",
      { identity: own, boundary: policy(allow({ Action: "s3:*" })) },
      "allow",
    ],
    ["a boundary that doesn't", { identity: own, boundary: other }, "implicitDeny"],
    [
      "a boundary that doesn't limit what a bucket gives a user",
      { resource: bucket({ AWS: USER }), boundary: other },
      "allow",
    ],
    [
      "an organisation that allows on every level",
      { identity: own, organisation: [own, own] },
      "allow",
    ],
    [
      "an organisation that doesn't on one",
      { identity: own, organisation: [own, [other]] },
      "implicitDeny",
    ],
    [
      "an organisation that limits what a bucket gives",
      { resource: bucket("*"), organisation: [[other]] },
      "implicitDeny",
    ],
    ["a policy that can't be read", { identity: ["{"] }, "undecided"],
    [
      "a policy that can't be read beside one that denies",
      { identity: ["{", policy(allow({ Effect: "Deny" }))] },
      "explicitDeny",
    ],
  ])("of a user: %s", (_, policies, decision) => {
    expect(decide({ ...policies, request: READ })).toBe(decision);
  });

  it.each([
    ["a session's policy that allows", { identity: own, session: own }, "allow"],
    ["a session's policy that doesn't", { identity: own, session: [other] }, "implicitDeny"],
    [
      "what a bucket gives the role, which the session's policy limits",
      { resource: bucket({ AWS: ROLE }), session: [other] },
      "implicitDeny",
    ],
    [
      "what a bucket gives the role, which the boundary limits",
      { resource: bucket({ AWS: ROLE }), boundary: other },
      "implicitDeny",
    ],
    ["what a bucket gives the role", { resource: bucket({ AWS: ROLE }) }, "allow"],
    [
      "what a bucket gives the session",
      { resource: bucket({ AWS: SESSION }), boundary: other, session: [other] },
      "allow",
    ],
    [
      "what a bucket denies everybody but the role",
      {
        identity: own,
        resource: bucket("*", {
          Effect: "Deny",
          Principal: undefined,
          NotPrincipal: { AWS: [ROLE, SESSION, ACCOUNT] },
        }),
      },
      "allow",
    ],
    [
      "what a bucket denies everybody but somebody else",
      {
        identity: own,
        resource: bucket("*", {
          Effect: "Deny",
          Principal: undefined,
          NotPrincipal: { AWS: USER },
        }),
      },
      "explicitDeny",
    ],
    [
      "what a bucket denies everybody but the role, without its session",
      {
        identity: own,
        resource: bucket("*", {
          Effect: "Deny",
          Principal: undefined,
          NotPrincipal: { AWS: ROLE },
        }),
      },
      "undecided",
    ],
  ])("of a session: %s", (_, policies, decision) => {
    expect(decide({ ...policies, request: { ...READ, principal: SESSION } })).toBe(decision);
  });

  it("that deny with NotPrincipal deny whoever has a boundary, named or not", () => {
    const others = bucket("*", {
      Effect: "Deny",
      Principal: undefined,
      NotPrincipal: { AWS: [USER, ACCOUNT] },
    });
    const policies = { identity: own, resource: others, request: READ };
    expect(decide(policies)).toBe("allow");
    expect(decide({ ...policies, boundary: policy(allow({ Resource: "*" })) })).toBe(
      "explicitDeny",
    );
  });

  it("that were changed since the last request say what they say now", () => {
    const document = { Version: "2012-10-17", Statement: [allow()] };
    expect(decide({ identity: [document], request: READ })).toBe("allow");
    document.Statement.push(allow({ Effect: "Deny" }));
    expect(decide({ identity: [document], request: READ })).toBe("explicitDeny");
  });

  it("of a key are not asked where there is no key yet", () => {
    const identity = [policy({ Effect: "Allow", Action: "kms:*", Resource: "*" })];
    const kms = (action: string, resource: string) =>
      decide({ identity, request: { principal: USER, action, resource } });
    expect(kms("kms:CreateKey", "*")).toBe("allow");
    expect(kms("kms:Decrypt", `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1`)).toBe("implicitDeny");
  });

  it("of two accounts must allow on both sides", () => {
    const request = { ...READ, resourceAccount: OTHER };
    expect(decide({ identity: own, request })).toBe("implicitDeny");
    expect(decide({ resource: bucket({ AWS: USER }), request })).toBe("implicitDeny");
    expect(decide({ identity: own, resource: bucket({ AWS: USER }), request })).toBe("allow");
    expect(decide({ identity: own, resource: bucket({ AWS: ACCOUNT }), request })).toBe("allow");
    expect(evaluatePolicies({ identity: own, request }).limitedBy).toBe("resource");
  });

  it("let the root user do what nothing denies", () => {
    const request = { ...READ, principal: `arn:aws:iam::${ACCOUNT}:root` };
    expect(decide({ request })).toBe("allow");
    expect(decide({ organisation: [[other]], request })).toBe("implicitDeny");
    expect(decide({ resource: bucket("*", { Effect: "Deny" }), request })).toBe("explicitDeny");
  });

  it("of a resource are about those that they name, and a statement without a principal about nobody", () => {
    const nobody = policy(allow());
    expect(decide({ resource: nobody, request: READ })).toBe("implicitDeny");
    expect(
      decide({ resource: nobody, request: { ...READ, principal: "lambda.amazonaws.com" } }),
    ).toBe("implicitDeny");
  });

  it("of a resource alone decide for services and for who has not signed", () => {
    const service = { ...READ, principal: "lambda.amazonaws.com" };
    expect(
      decide({ resource: bucket({ Service: "lambda.amazonaws.com" }), request: service }),
    ).toBe("allow");
    expect(decide({ resource: bucket({ Service: "glue.amazonaws.com" }), request: service })).toBe(
      "implicitDeny",
    );
    expect(decide({ resource: bucket("*"), request: { ...READ, principal: "*" } })).toBe("allow");
    expect(decide({ identity: own, request: { ...READ, principal: "*" } })).toBe("implicitDeny");
  });

  it("of a role and of a key must allow, whatever the principal's own say", () => {
    const trust = (principal: unknown) =>
      policy({ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" });
    const assume = [policy(allow({ Action: "sts:AssumeRole", Resource: ROLE }))];
    const request = { principal: USER, action: "sts:AssumeRole", resource: ROLE };
    expect(decide({ identity: assume, request })).toBe("implicitDeny");
    expect(decide({ resource: trust({ AWS: USER }), request })).toBe("allow");
    expect(decide({ resource: trust({ AWS: ACCOUNT }), request })).toBe("implicitDeny");
    expect(decide({ identity: assume, resource: trust({ AWS: ACCOUNT }), request })).toBe("allow");
  });
});

describe("arguments", () => {
  it("that are unknown or missing are refused by name", () => {
    expect(() => evaluatePolicies({ request: READ, scp: [] } as never)).toThrow(/scp/);
    expect(() => evaluatePolicies({ request: { ...READ, action: "" } })).toThrow(/request\.action/);
    expect(() => evaluatePolicies({ request: { ...READ, region: "" } } as never)).toThrow(/region/);
  });

  it("of a megabyte take no long time", () => {
    const Resource = `arn:aws:s3:::logs/${"*a".repeat(200_000)}`;
    const resource = `arn:aws:s3:::logs/${"a".repeat(200_000)}`;
    expect(ofStatement({ Resource }, { resource })).toBe("undecided");
  });
});
