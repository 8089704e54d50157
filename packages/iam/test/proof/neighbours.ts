import { type AuthorizedRequest, OTHER_ACCOUNT } from "./requests-of.ts";

/** A request beside those of an operation, which its policy must not allow. */
export interface Neighbour {
  readonly name: string;
  readonly request: AuthorizedRequest;
}

/** The neighbours of what an operation asks for: one thing is another each time. */
export function neighboursOf(requests: readonly AuthorizedRequest[]): Neighbour[] {
  const asked = new Set(requests.map(({ action }) => action));
  const isAsked = (request: AuthorizedRequest) => requests.some((each) => isSame(each, request));
  return unique(requests)
    .flatMap((request) => kindOf(request)(request, asked))
    .filter(({ request }) => !isAsked(request));
}

type Neighbours = (request: AuthorizedRequest, asked: ReadonlySet<string>) => Neighbour[];

function kindOf({ action, resource }: AuthorizedRequest): Neighbours {
  const [service = ""] = action.split(":");
  if (service === "s3") return resource.includes("/") ? ofObject : ofBucket;
  return OF_SERVICE[service] ?? (() => []);
}

const ofObject: Neighbours = (request, asked) => {
  const [, bucket = "", folder = ""] =
    /^arn:aws:s3:::([^/]+)\/([^/]+)/.exec(request.resource) ?? [];
  const unasked = [
    ["read", "s3:GetObject"],
    ["write", "s3:PutObject"],
    ["delete", "s3:DeleteObject"],
    ["older versions", "s3:GetObjectVersion"],
    ["delete versions", "s3:DeleteObjectVersion"],
    ["open to others", "s3:PutObjectAcl"],
  ].filter(([, action = ""]) => !asked.has(action));
  return [
    ...unasked.map(([name = "", action = ""]) => ({ name, request: { ...request, action } })),
    {
      name: "other bucket",
      request: { ...request, resource: `arn:aws:s3:::${bucket}-other/${folder}/x` },
    },
    {
      name: "prefix with the same beginning",
      request: { ...request, resource: `arn:aws:s3:::${bucket}/${folder}est/x` },
    },
    { name: "prefix above", request: { ...request, resource: `arn:aws:s3:::${bucket}/x` } },
    { name: "bucket of another account", request: ofOtherAccount(request) },
  ];
};

const ofBucket: Neighbours = (request) => {
  const { resource, context } = request;
  const prefix = context["s3:prefix"];
  const { "s3:prefix": _, ...whole } = context;
  const folder = prefix?.split("/")[0] ?? "";
  const listings =
    prefix === undefined
      ? []
      : [
          { name: "list the whole bucket", request: { ...request, context: whole } },
          {
            name: "list a prefix with the same beginning",
            request: { ...request, context: { ...context, "s3:prefix": `${folder}est/` } },
          },
        ];
  return [
    ...listings,
    { name: "other bucket", request: { ...request, resource: `${resource}-other` } },
    { name: "bucket of another account", request: ofOtherAccount(request) },
    { name: "delete the bucket", request: { ...request, action: "s3:DeleteBucket" } },
    { name: "change the bucket's policy", request: { ...request, action: "s3:PutBucketPolicy" } },
    { name: "list versions", request: { ...request, action: "s3:ListBucketVersions" } },
  ];
};

const OF_SERVICE: Readonly<Record<string, Neighbours>> = {
  glue: (request, asked) => {
    const { action, resource } = request;
    const isOneTable = /:table\//.test(resource) && action !== "glue:GetTables";
    const other = (name: string, changed: string) => ({
      name,
      request: { ...request, resource: changed },
    });
    const unasked = [
      ["make a table", "glue:CreateTable"],
      ["drop the table", "glue:DeleteTable"],
      ["drop the database", "glue:DeleteDatabase"],
      ["open the catalog to others", "glue:PutResourcePolicy"],
    ].filter(([, each = ""]) => !asked.has(each));
    return [
      ...unasked.map(([name = "", each = ""]) => ({ name, request: { ...request, action: each } })),
      ...(isOneTable ? [other("other table", resource.replace(/\/[^/]+$/, "/other_table"))] : []),
      ...(/:database\//.test(resource) ? [other("other database", `${resource}_other`)] : []),
      ...(/:table\//.test(resource)
        ? [other("table of another database", resource.replace(/table\/[^/]+/, "$&_other"))]
        : []),
      other("catalog of another account", resource.replace(/:\d{12}:/, `:${OTHER_ACCOUNT}:`)),
      other("other region", resource.replace("us-east-1", "eu-west-1")),
    ];
  },
  athena: (request) => {
    const { resource } = request;
    return [
      { name: "other work group", request: { ...request, resource: `${resource}-other` } },
      {
        name: "work group of another account",
        request: { ...request, resource: resource.replace(/:\d{12}:/, `:${OTHER_ACCOUNT}:`) },
      },
      { name: "delete the work group", request: { ...request, action: "athena:DeleteWorkGroup" } },
      { name: "change the work group", request: { ...request, action: "athena:UpdateWorkGroup" } },
    ];
  },
  kms: (request) => {
    const { context, resource } = request;
    const { "kms:ViaService": _, ...direct } = context;
    const object = context["kms:EncryptionContext:aws:s3:arn"];
    const elsewhere = { ...context, "kms:ViaService": "lambda.us-east-1.amazonaws.com" };
    const [bucket] = (object ?? "").split("/");
    const ofOthers = { ...context, "kms:EncryptionContext:aws:s3:arn": `${bucket}-other/x` };
    return [
      { name: "other key", request: { ...request, resource: `${resource}-other` } },
      { name: "key without S3", request: { ...request, context: direct } },
      { name: "key through another service", request: { ...request, context: elsewhere } },
      { name: "hand the key on", request: { ...request, action: "kms:CreateGrant" } },
      ...(object === undefined
        ? []
        : [{ name: "key for other objects", request: { ...request, context: ofOthers } }]),
    ];
  },
  lambda: (request, asked) => {
    const { resource, context } = request;
    const unasked = [
      ["invoke the function", "lambda:InvokeFunction"],
      ["delete the function", "lambda:DeleteFunction"],
      ["change the function's code", "lambda:UpdateFunctionCode"],
      ["give the function a URL", "lambda:CreateFunctionUrlConfig"],
      ["let others invoke it", "lambda:AddPermission"],
    ].filter(([, action = ""]) => !asked.has(action));
    const open = { ...context, "lambda:Principal": "*" };
    return [
      ...unasked.map(([name = "", action = ""]) => ({ name, request: { ...request, action } })),
      { name: "other function", request: { ...request, resource: `${resource}-other` } },
      {
        name: "function of another account",
        request: { ...request, resource: resource.replace(/:\d{12}:/, `:${OTHER_ACCOUNT}:`) },
      },
      ...(context["lambda:Principal"] === undefined
        ? []
        : [{ name: "let everybody invoke it", request: { ...request, context: open } }]),
    ];
  },
  iam: (request) => {
    const { resource, context } = request;
    const toOthers = { ...context, "iam:PassedToService": "ec2.amazonaws.com" };
    return [
      { name: "other role", request: { ...request, resource: `${resource}-other` } },
      { name: "role for another service", request: { ...request, context: toOthers } },
      { name: "change the role", request: { ...request, action: "iam:PutRolePolicy" } },
      { name: "make a role", request: { ...request, action: "iam:CreateRole" } },
    ];
  },
  "redshift-data": (request) => {
    const { resource, context } = request;
    const ofOthers = { ...context, "redshift-data:statement-owner-iam-userid": "AIDAOTHER" };
    const unasked = [
      ["list statements", "redshift-data:ListStatements"],
      ["look at tables", "redshift-data:DescribeTable"],
    ] as const;
    return [
      ...unasked.map(([name, action]) => ({ name, request: { ...request, action } })),
      ...(resource === "*"
        ? [{ name: "statement of somebody else", request: { ...request, context: ofOthers } }]
        : otherOnes(request, "warehouse")),
    ];
  },
  "redshift-serverless": (request) => [
    ...otherOnes(request, "warehouse"),
    {
      name: "delete the work group",
      request: { ...request, action: "redshift-serverless:DeleteWorkgroup" },
    },
  ],
  redshift: (request) => [
    ...otherOnes(request, "database of a warehouse"),
    { name: "join a group of users", request: { ...request, action: "redshift:JoinGroup" } },
    { name: "make users", request: { ...request, action: "redshift:CreateClusterUser" } },
  ],
  secretsmanager: (request) => [
    ...otherOnes(request, "secret"),
    { name: "change the secret", request: { ...request, action: "secretsmanager:PutSecretValue" } },
  ],
  s3tables: (request, asked) => {
    const { resource, context } = request;
    const unasked = [
      ["drop the table", "s3tables:DeleteTable"],
      ["make a namespace", "s3tables:CreateNamespace"],
      ["delete the table bucket", "s3tables:DeleteTableBucket"],
      ["change the table bucket's policy", "s3tables:PutTableBucketPolicy"],
      ["change the table's policy", "s3tables:PutTablePolicy"],
    ].filter(([, action = ""]) => !asked.has(action));
    const named = ["s3tables:namespace", "s3tables:tableName"].filter((key) => key in context);
    return [
      ...unasked.map(([name = "", action = ""]) => ({ name, request: { ...request, action } })),
      ...named.map((key) => ({
        name: key.endsWith("tableName") ? "other table" : "table of another namespace",
        request: { ...request, context: { ...context, [key]: `${context[key]}_other` } },
      })),
      {
        name: "other table bucket",
        request: { ...request, resource: resource.replace(/bucket\/[^/]+/, "$&-other") },
      },
      {
        name: "table bucket of another account",
        request: { ...request, resource: resource.replace(/:\d{12}:/, `:${OTHER_ACCOUNT}:`) },
      },
    ];
  },
  sns: (request) => [
    { name: "other topic", request: { ...request, resource: `${request.resource}-other` } },
    { name: "subscribe", request: { ...request, action: "sns:Subscribe" } },
  ],
  sqs: (request) => [
    { name: "other queue", request: { ...request, resource: `${request.resource}-other` } },
    { name: "purge the queue", request: { ...request, action: "sqs:PurgeQueue" } },
  ],
  logs: (request) => [
    {
      name: "log of another function",
      request: {
        ...request,
        resource: request.resource.replace(/:log-stream/, "-other:log-stream"),
      },
    },
    { name: "delete logs", request: { ...request, action: "logs:DeleteLogStream" } },
  ],
};

function otherOnes(request: AuthorizedRequest, what: string): Neighbour[] {
  const { resource } = request;
  return [
    { name: `other ${what}`, request: { ...request, resource: `${resource}-other` } },
    {
      name: `${what} of another account`,
      request: { ...request, resource: resource.replace(/:\d{12}:/, `:${OTHER_ACCOUNT}:`) },
    },
  ];
}

function ofOtherAccount(request: AuthorizedRequest): AuthorizedRequest {
  return { ...request, context: { ...request.context, "aws:ResourceAccount": OTHER_ACCOUNT } };
}

/** Each request once. */
export function unique(requests: readonly AuthorizedRequest[]): AuthorizedRequest[] {
  return [...new Map(requests.map((each) => [`${each.call} ${textOf(each)}`, each])).values()];
}

function isSame(a: AuthorizedRequest, b: AuthorizedRequest): boolean {
  return textOf(a) === textOf(b);
}

function textOf({ action, resource, context }: AuthorizedRequest): string {
  return JSON.stringify([action, resource, Object.entries(context).toSorted(byKey)]);
}

function byKey([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : 1;
}
