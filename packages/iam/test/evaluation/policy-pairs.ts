import fc from "fast-check";

/** Policies and a request that are put to several evaluators. */
export interface PolicyPair {
  readonly identity: readonly Document[];
  readonly resource: Document | undefined;
  readonly boundary: Document | undefined;
  readonly session: Document | undefined;
  readonly organisation: readonly Document[];
  /** Resource control policies: each level has the one that allows all, beside those that deny. */
  readonly resourceControl: readonly Document[];
  readonly request: {
    readonly principal: string;
    readonly action: string;
    readonly resource: string;
    readonly resourceAccount: string;
    readonly context: Readonly<Record<string, string | readonly string[]>>;
  };
}

export interface Document {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

const ACCOUNT = "123456789012";
const OTHER = "999999999999";
const USER = `arn:aws:iam::${ACCOUNT}:user/ana`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/loader`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/loader/run`;

const ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"];
const ACTION_PATTERNS = [...ACTIONS, "s3:*", "s3:Get*", "S3:get?bject", "*", "sqs:*", "s3:*Object"];
const RESOURCES = [
  "arn:aws:s3:::logs/a.csv",
  "arn:aws:s3:::logs/ana/b.csv",
  "arn:aws:s3:::logs-raw/a.csv",
];
const RESOURCE_PATTERNS = [
  ...RESOURCES,
  "*",
  "arn:aws:s3:::*",
  "arn:aws:s3:::logs/*",
  "arn:aws:s3:::logs*",
  "arn:aws:s3:::logs/?.csv",
  "arn:aws:s3:::*/a.csv",
  "arn:aws:s3:::logs/${aws:username}/*",
  "arn:aws:s3:::logs/${aws:PrincipalTag/team, 'ana'}/*",
  "arn:aws:s3:::LOGS/*",
];

type Tests = readonly (readonly [
  operators: readonly string[],
  key: string,
  values: readonly string[],
])[];

/** Operators with keys and values of their types. */
const CONDITIONS: Tests = [
  [
    ["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"],
    "s3:prefix",
    ["raw/", "RAW/", "ana", "${aws:username}", ""],
  ],
  [["StringLike", "StringNotLike"], "s3:prefix", ["raw/*", "*", "r?w/", "x*"]],
  [
    [
      "NumericEquals",
      "NumericNotEquals",
      "NumericLessThan",
      "NumericLessThanEquals",
      "NumericGreaterThan",
      "NumericGreaterThanEquals",
    ],
    "s3:max-keys",
    ["1", "10", "100", "10.5"],
  ],
  [
    [
      "DateEquals",
      "DateNotEquals",
      "DateLessThan",
      "DateLessThanEquals",
      "DateGreaterThan",
      "DateGreaterThanEquals",
    ],
    "aws:TokenIssueTime",
    ["2025-01-15T12:00:00Z", "2024-12-31T23:59:59Z", "2026-01-01T00:00:00Z"],
  ],
  [["Bool"], "aws:MultiFactorAuthPresent", ["true", "false"]],
  [
    ["IpAddress", "NotIpAddress"],
    "aws:VpcSourceIp",
    ["10.0.0.0/8", "10.1.2.3/32", "192.168.0.0/16"],
  ],
  [
    ["ArnLike", "ArnNotLike", "ArnEquals", "ArnNotEquals"],
    "aws:SourceArn",
    [
      "arn:aws:s3:::logs",
      "arn:aws:s3:::*",
      "arn:aws:sns:*:123456789012:alerts",
      "arn:aws:s3:*:*:lo?s",
    ],
  ],
  [["Null"], "s3:prefix", ["true"]],
  [["Null"], "s3:prefix", ["false"]],
  [
    [
      "ForAllValues:StringEquals",
      "ForAnyValue:StringEquals",
      "ForAllValues:StringLike",
      "ForAnyValue:StringLike",
      "ForAllValues:StringNotEquals",
      "ForAnyValue:StringNotEquals",
    ],
    "s3:RequestObjectTagKeys",
    ["team", "stage", "t*"],
  ],
];
const CONTEXT: Readonly<Record<string, readonly (string | readonly string[])[]>> = {
  "aws:PrincipalTag/team": ["ana", "a*"],
  "s3:prefix": ["raw/", "raw/x", "ana", ""],
  "s3:max-keys": ["1", "10", "11"],
  "aws:TokenIssueTime": ["2025-01-15T12:00:00Z", "2025-06-01T00:00:00Z"],
  "aws:MultiFactorAuthPresent": ["true", "false"],
  "aws:VpcSourceIp": ["10.1.2.3", "192.168.7.7"],
  "aws:SourceArn": ["arn:aws:s3:::logs", "arn:aws:sns:eu-central-1:123456789012:alerts"],
  "s3:RequestObjectTagKeys": [["team"], ["team", "stage"], ["team", "owner"]],
};

function oneOrMore<T>(values: readonly T[]): fc.Arbitrary<T | T[]> {
  const one = fc.constantFrom(...values);
  return fc.oneof(one, fc.uniqueArray(one, { minLength: 1, maxLength: 3 }));
}

const conditions = fc
  .array(
    fc.constantFrom(...CONDITIONS).chain(([operators, key, values]) =>
      fc.record({
        operator: fc.constantFrom(...operators),
        ifExists: fc.boolean(),
        key: fc.constantFrom(key, key.toLowerCase()),
        values: oneOrMore(values),
      }),
    ),
    { maxLength: 2 },
  )
  .map((tests) =>
    Object.fromEntries(
      tests.map(({ operator, ifExists, key, values }) => [
        ifExists && operator !== "Null" ? `${operator}IfExists` : operator,
        { [key]: values },
      ]),
    ),
  );

const principals = fc.oneof(
  fc.constant("*"),
  fc.record({
    AWS: oneOrMore([USER, ROLE, SESSION, ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`, `${USER}2`, "*"]),
  }),
  fc.constant({ Service: "lambda.amazonaws.com" }),
);

function statement(hasPrincipal: boolean): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  return fc
    .record({
      effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
      notAction: fc.integer({ min: 0, max: 7 }).map((draw) => draw === 0),
      notResource: fc.integer({ min: 0, max: 7 }).map((draw) => draw === 0),
      action: oneOrMore(ACTION_PATTERNS),
      resource: oneOrMore(RESOURCE_PATTERNS),
      condition: conditions,
      principal: principals,
    })
    .map(({ effect, notAction, notResource, action, resource, condition, principal }) => ({
      Effect: effect,
      ...(hasPrincipal ? { Principal: principal } : {}),
      [notAction ? "NotAction" : "Action"]: action,
      [notResource ? "NotResource" : "Resource"]: resource,
      ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
    }));
}

function document(hasPrincipal = false): fc.Arbitrary<Document> {
  return fc
    .array(statement(hasPrincipal), { minLength: 1, maxLength: 3 })
    .map((Statement) => ({ Version: "2012-10-17", Statement }));
}

/** What AWS takes as a resource control policy: denials for everybody. */
const denials: fc.Arbitrary<Document> = document(true).map(({ Version, Statement }) => ({
  Version,
  Statement: Statement.map((each) => ({ ...each, Effect: "Deny", Principal: "*" })),
}));

const context: fc.Arbitrary<PolicyPair["request"]["context"]> = fc
  .tuple(
    ...Object.entries(CONTEXT).map(([key, values]) =>
      fc.option(fc.constantFrom(...values.map((value) => [key, value] as const)), { freq: 2 }),
    ),
  )
  .map((entries) => Object.fromEntries(entries.filter((entry) => entry !== null)));

/** Pairs in which every kind of policy takes part in some. */
export const policyPairs: fc.Arbitrary<PolicyPair> = fc
  .record({
    identity: fc.array(document(), { maxLength: 2 }),
    resource: fc.option(document(true), { nil: undefined }),
    boundary: fc.option(document(), { nil: undefined, freq: 1 }),
    session: fc.option(document(), { nil: undefined, freq: 1 }),
    organisation: fc.array(document(), { maxLength: 2 }),
    resourceControl: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(denials, { minLength: 1, maxLength: 2 }) },
    ),
    principal: fc.constantFrom(USER, SESSION),
    action: fc.constantFrom(...ACTIONS),
    object: fc.constantFrom(...RESOURCES),
    resourceAccount: fc.constantFrom(ACCOUNT, ACCOUNT, OTHER),
    context,
  })
  .map(({ principal, action, object, resourceAccount, context: keys, ...policies }) => ({
    ...policies,
    session: principal === SESSION ? policies.session : undefined,
    request: {
      principal,
      action,
      resource: object,
      resourceAccount,
      context: withPrincipal(keys, principal),
    },
  }));

/** What AWS puts into every request of a principal. */
function withPrincipal(keys: PolicyPair["request"]["context"], principal: string) {
  return {
    ...keys,
    "aws:PrincipalArn": principal === SESSION ? ROLE : principal,
    "aws:PrincipalAccount": ACCOUNT,
    ...(principal === USER ? { "aws:username": "ana" } : {}),
  };
}
