import {
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  PutGroupPolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  SimulatePrincipalPolicyCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/index.ts";
import { outcome } from "./outcome.ts";

let cloud: LocalCloud;
let iam: IAMClient;

beforeAll(async () => {
  cloud = await startLocalCloud({ enforce: true, region: "eu-west-1" });
  iam = new IAMClient(cloud.clientConfig);
  const s3 = new S3Client(cloud.clientConfig);
  await s3.send(new CreateBucketCommand({ Bucket: "lake" }));
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "a/1", Body: "x" }));
});
afterAll(() => cloud.close());

function documentOf(...statements: object[]): string {
  const Statement = statements.map((statement) => ({ Effect: "Allow", ...statement }));
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

const READS = documentOf({ Action: "s3:GetObject", Resource: "arn:aws:s3:::lake/a/*" });

/** How a new user of IAM calls. */
async function newUser(UserName: string) {
  await iam.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId = "", SecretAccessKey = "" } = AccessKey ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
  return { ...cloud.clientConfig, credentials };
}

async function reads(config: { credentials: { accessKeyId: string; secretAccessKey: string } }) {
  const s3 = new S3Client({ ...cloud.clientConfig, ...config });
  return outcome(s3.send(new GetObjectCommand({ Bucket: "lake", Key: "a/1" })));
}

it("a user may do what its own policies, its groups' and attached ones say, while its key is active", async () => {
  const ana = await newUser("ana");
  expect(await reads(ana)).toBe("AccessDenied");
  await iam.send(new CreateGroupCommand({ GroupName: "readers" }));
  await iam.send(
    new PutGroupPolicyCommand({ GroupName: "readers", PolicyName: "p", PolicyDocument: READS }),
  );
  expect(await reads(ana)).toBe("AccessDenied");
  await iam.send(new AddUserToGroupCommand({ GroupName: "readers", UserName: "ana" }));
  expect(await reads(ana)).toBe("done");
  const key = { UserName: "ana", AccessKeyId: ana.credentials.accessKeyId };
  await iam.send(new UpdateAccessKeyCommand({ ...key, Status: "Inactive" }));
  expect(await reads(ana)).toBe("InvalidAccessKeyId");
  await iam.send(new UpdateAccessKeyCommand({ ...key, Status: "Active" }));
  expect(await reads(ana)).toBe("done");
  const denies = READS.replace('"Allow"', '"Deny"');
  await iam.send(
    new PutUserPolicyCommand({ UserName: "ana", PolicyName: "not", PolicyDocument: denies }),
  );
  expect(await reads(ana)).toBe("AccessDenied");
});

it("sessions of a role follow its policies, its boundary, and its end", async () => {
  const root = `arn:aws:iam::${cloud.accountId}:root`;
  const trust = documentOf({ Principal: { AWS: root }, Action: "sts:AssumeRole" });
  const RoleName = "loader";
  const made = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  const user = await newUser("assumes");
  const RoleArn = made.Role?.Arn ?? "";
  const assume = new AssumeRoleCommand({ RoleArn, RoleSessionName: "s1" });
  const sts = new STSClient(user);
  expect(await outcome(sts.send(assume))).toBe("AccessDenied");
  await iam.send(
    new PutUserPolicyCommand({
      UserName: "assumes",
      PolicyName: "assume",
      PolicyDocument: documentOf({ Action: "sts:AssumeRole", Resource: RoleArn }),
    }),
  );
  const { Credentials } = await sts.send(assume);
  const session = {
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    },
  };
  const long = new AssumeRoleCommand({ RoleArn, RoleSessionName: "s1", DurationSeconds: 7200 });
  expect(await outcome(sts.send(long))).toBe("ValidationError");
  expect(await reads(session)).toBe("AccessDenied");
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument: READS }));
  expect(await reads(session)).toBe("done");
  const other = READS.replace("/a/", "/b/");
  const { Policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName: "bound", PolicyDocument: other }),
  );
  const PolicyArn = Policy?.Arn ?? "";
  await iam.send(
    new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: PolicyArn }),
  );
  expect(await reads(session)).toBe("AccessDenied");
  await iam.send(
    new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: READS, SetAsDefault: true }),
  );
  expect(await reads(session)).toBe("done");
  await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "p" }));
  expect(await reads(session)).toBe("AccessDenied");
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  expect(await reads(session)).toBe("done");
  // A role of the same name is another one: the sessions of the first are not its own.
  await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
  await iam.send(new DeleteRoleCommand({ RoleName }));
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument: READS }));
  expect(await reads(session)).toBe("AccessDenied");
});

it("IAM's own calls are judged: by path, by boundary, by the policy that is attached", async () => {
  const account = `arn:aws:iam::${cloud.accountId}`;
  const bound = `${account}:policy/team-boundary`;
  await iam.send(new CreatePolicyCommand({ PolicyName: "team-boundary", PolicyDocument: READS }));
  await iam.send(new CreatePolicyCommand({ PolicyName: "team-reads", PolicyDocument: READS }));
  const makes = await newUser("makes-roles");
  const PolicyDocument = documentOf(
    {
      Action: ["iam:CreateRole", "iam:AttachRolePolicy"],
      Resource: `${account}:role/team/*`,
      Condition: { StringEquals: { "iam:PermissionsBoundary": bound } },
    },
    { Action: "iam:GetRole", Resource: `${account}:role/team/*` },
    {
      Effect: "Deny",
      Action: "iam:AttachRolePolicy",
      Resource: "*",
      Condition: { ArnNotEquals: { "iam:PolicyARN": `${account}:policy/team-reads` } },
    },
  );
  await iam.send(
    new PutUserPolicyCommand({ UserName: "makes-roles", PolicyName: "p", PolicyDocument }),
  );
  const own = new IAMClient(makes);
  const AssumeRolePolicyDocument = documentOf({
    Principal: { Service: "glue.amazonaws.com" },
    Action: "sts:AssumeRole",
  });
  const base = { RoleName: "job", AssumeRolePolicyDocument, PermissionsBoundary: bound };
  const team = { ...base, Path: "/team/" };
  const { PermissionsBoundary: _, ...unbound } = team;
  const attach = (policy: string) =>
    own.send(
      new AttachRolePolicyCommand({ RoleName: "job", PolicyArn: `${account}:policy/${policy}` }),
    );
  expect(await outcome(own.send(new CreateRoleCommand(base)))).toBe("AccessDenied");
  expect(await outcome(own.send(new CreateRoleCommand(unbound)))).toBe("AccessDenied");
  expect(await outcome(own.send(new CreateRoleCommand(team)))).toBe("done");
  expect(await outcome(attach("team-reads"))).toBe("done");
  expect(await outcome(attach("team-boundary"))).toBe("AccessDenied");
  expect(await outcome(own.send(new CreateUserCommand({ UserName: "x" })))).toBe("AccessDenied");
  const last = cloud.calls.at(-1);
  expect(last).toMatchObject({
    service: "iam",
    action: "iam:CreateUser",
    decision: "implicitDeny",
  });
});

it("the simulator answers as the cloud decides", async () => {
  const ben = await newUser("ben");
  const account = `arn:aws:iam::${cloud.accountId}`;
  await iam.send(
    new PutUserPolicyCommand({
      UserName: "ben",
      PolicyName: "p",
      PolicyDocument: documentOf(
        { Action: "s3:GetObject", Resource: "arn:aws:s3:::lake/a/*" },
        {
          Action: "s3:ListBucket",
          Resource: "arn:aws:s3:::lake",
          Condition: { StringLike: { "s3:prefix": "a/*" } },
        },
        { Effect: "Deny", Action: "s3:*", Resource: "arn:aws:s3:::lake/a/secret" },
      ),
    }),
  );
  const ask = async (action: string, resource: string, prefix?: string) => {
    const { EvaluationResults = [] } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: `${account}:user/ben`,
        ActionNames: [action],
        ResourceArns: [resource],
        ContextEntries:
          prefix === undefined
            ? []
            : [
                {
                  ContextKeyName: "s3:prefix",
                  ContextKeyType: "string",
                  ContextKeyValues: [prefix],
                },
              ],
      }),
    );
    return EvaluationResults[0];
  };
  const allowed = await ask("s3:GetObject", "arn:aws:s3:::lake/a/1");
  expect(allowed).toMatchObject({
    EvalDecision: "allowed",
    MatchedStatements: [{ SourcePolicyId: "p", SourcePolicyType: "user" }],
    MissingContextValues: [],
  });
  expect(await reads(ben)).toBe("done");
  const secret = await ask("s3:GetObject", "arn:aws:s3:::lake/a/secret");
  expect(secret?.EvalDecision).toBe("explicitDeny");
  const put = await ask("s3:PutObject", "arn:aws:s3:::lake/a/1");
  expect(put?.EvalDecision).toBe("implicitDeny");
  const unsaid = await ask("s3:ListBucket", "arn:aws:s3:::lake");
  expect(unsaid).toMatchObject({
    EvalDecision: "implicitDeny",
    MissingContextValues: ["s3:prefix"],
  });
  const said = await ask("s3:ListBucket", "arn:aws:s3:::lake", "a/x");
  expect(said?.EvalDecision).toBe("allowed");
});
