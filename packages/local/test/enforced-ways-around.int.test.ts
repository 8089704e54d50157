import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Principals } from "../src/access/principals.ts";
import { requestedAccess } from "../src/athena/requested-access.ts";
import { type LocalClientConfig, type LocalCloud, startLocalCloud } from "../src/index.ts";
import { BUCKET_ACTIONS, OBJECT_ACTIONS } from "../src/s3/access/actions.ts";
import { OPERATIONS } from "../src/s3/operation-table.ts";
import { outcome } from "./outcome.ts";
import { signForm } from "./sign-form.ts";

const BUCKET = "ways";
let cloud: LocalCloud;
let root: S3Client;

beforeAll(async () => {
  cloud = await startLocalCloud({ enforce: true });
  root = new S3Client(cloud.clientConfig);
  for (const Bucket of [BUCKET, "closed"]) await root.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => cloud.close());

let users = 0;

function policy(statements: readonly object[]) {
  const Statement = statements.map((statement) => ({ Effect: "Allow", ...statement }));
  return { Version: "2012-10-17", Statement };
}

function userWith(...statements: object[]): LocalClientConfig {
  return cloud.putUser(`user${users++}`, { policies: { own: policy(statements) } }).clientConfig;
}

const objects = `arn:aws:s3:::${BUCKET}/*`;
const puts = { Action: "s3:PutObject", Resource: objects };
const gets = { Action: "s3:GetObject", Resource: objects };
const tags = { Action: "s3:PutObjectTagging", Resource: objects };

it("every operation of S3 is an action that policies can name", () => {
  // These two say what they do by other means: one is about no bucket, the other about each of its objects.
  const others = ["ListBuckets", "DeleteObjects"];
  const unnamed = OPERATIONS.map(({ name }) => name).filter(
    (name) => !(name in BUCKET_ACTIONS) && !(name in OBJECT_ACTIONS) && !others.includes(name),
  );
  expect(unnamed).toEqual([]);
});

describe("a form", () => {
  const tagging =
    "<Tagging><TagSet><Tag><Key>team</Key><Value>a+b</Value></Tag></TagSet></Tagging>";

  async function post(...statements: object[]): Promise<number> {
    const fields = { key: "form", tagging };
    const conditions = [
      { bucket: BUCKET },
      ...Object.entries(fields).map(([k, v]) => ({ [k]: v })),
    ];
    const { credentials } = userWith(...statements);
    const form = new FormData();
    const all = { ...fields, ...signForm(cloud, { conditions, ...credentials }) };
    for (const [name, value] of Object.entries(all)) form.append(name, value);
    form.append("file", new Blob(["x"]));
    return (await fetch(`${cloud.endpoint}/${BUCKET}`, { method: "POST", body: form })).status;
  }

  it("that tags its object needs the right to, for these tags", async () => {
    const ofTeam = (team: string) => ({
      ...tags,
      Condition: { StringEquals: { "s3:RequestObjectTag/team": team } },
    });
    expect(await post(puts)).toBe(403);
    expect(await post(puts, ofTeam("other"))).toBe(403);
    expect(await post(puts, ofTeam("a+b"))).toBe(204);
  });

  it("is told from requests with a signature elsewhere", async () => {
    const by = (type: string) => ({
      Effect: "Deny",
      Action: "s3:*",
      Resource: objects,
      Condition: { StringEquals: { "s3:authType": type } },
    });
    expect(await post(puts, tags, by("POST"))).toBe(403);
    expect(await post(puts, tags, by("REST-HEADER"))).toBe(204);
  });
});

it("a URL that was signed beforehand may be refused for being one, or for its age", async () => {
  await root.send(new PutObjectCommand({ Bucket: BUCKET, Key: "url" }));
  const get = new GetObjectCommand({ Bucket: BUCKET, Key: "url" });
  const deny = (Condition: object) => ({
    Effect: "Deny",
    Action: "s3:*",
    Resource: "*",
    Condition,
  });
  const status = async (Condition: object, signedBeforeMs: number) => {
    const s3 = new S3Client(userWith(gets, deny(Condition)));
    const signingDate = new Date(Date.now() - signedBeforeMs);
    const url = await getSignedUrl(s3, get, { expiresIn: 3600, signingDate });
    return [(await fetch(url)).status, await outcome(s3.send(get))];
  };
  const old = { NumericGreaterThan: { "s3:signatureAge": 600_000 } };
  expect(await status(old, 0)).toEqual([200, "done"]);
  expect(await status(old, 900_000)).toEqual([403, "done"]);
  const inUrl = { StringEquals: { "s3:authType": "REST-QUERY-STRING" } };
  expect(await status(inUrl, 0)).toEqual([403, "done"]);
});

it("to delete what one has read needs the right to read it", async () => {
  const deletes = { Action: "s3:DeleteObject", Resource: objects };
  const may = new S3Client(userWith(deletes, gets));
  const mayNot = new S3Client(userWith(deletes));
  const put = async () =>
    (await root.send(new PutObjectCommand({ Bucket: BUCKET, Key: "del" }))).ETag;
  const one = (IfMatch: string | undefined) =>
    new DeleteObjectCommand({ Bucket: BUCKET, Key: "del", IfMatch });
  const several = (ETag: string | undefined) =>
    new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects: [{ Key: "del", ETag }] } });
  const etag = await put();
  expect(await outcome(mayNot.send(one(etag)))).toBe("AccessDenied");
  expect((await mayNot.send(several(etag))).Errors).toMatchObject([{ Code: "AccessDenied" }]);
  expect(await outcome(mayNot.send(one("*")))).toBe("done");
  await put();
  expect((await may.send(several(etag))).Deleted).toMatchObject([{ Key: "del" }]);
});

it("a copy's source that is not there is denied to who may not list its bucket", async () => {
  const read = { Action: "s3:GetObject", Resource: "arn:aws:s3:::closed/*" };
  const list = (bucket: string) => ({
    Action: "s3:ListBucket",
    Resource: `arn:aws:s3:::${bucket}`,
  });
  const copy = new CopyObjectCommand({ Bucket: BUCKET, Key: "c", CopySource: "closed/none" });
  const here = userWith(puts, read, list(BUCKET));
  expect(await outcome(new S3Client(here).send(copy))).toBe("AccessDenied");
  const both = userWith(puts, read, list(BUCKET), list("closed"));
  expect(await outcome(new S3Client(both).send(copy))).toBe("NoSuchKey");
});

it("a bucket is made with those settings that one may set", async () => {
  const Bucket = "made";
  const make = { Action: "s3:CreateBucket", Resource: `arn:aws:s3:::${Bucket}` };
  const own = { ...make, Action: "s3:PutBucketOwnershipControls" };
  const create = new CreateBucketCommand({ Bucket, ObjectOwnership: "BucketOwnerEnforced" });
  expect(await outcome(new S3Client(userWith(make)).send(create))).toBe("AccessDenied");
  expect(await outcome(new S3Client(userWith(make, own)).send(create))).toBe("done");
});

it("a queue is what its whole URL names", async () => {
  const sqs = new SQSClient(cloud.clientConfig);
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "secret" }));
  await sqs.send(new CreateQueueCommand({ QueueName: "mine" }));
  const Resource = `arn:aws:sqs:${cloud.region}:${cloud.accountId}:mine`;
  const config = userWith({ Action: "sqs:SendMessage", Resource });
  const client = new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
  for (const url of [`${QueueUrl}/mine`, `${QueueUrl}?/mine`, `${QueueUrl}#/mine`])
    expect(
      await outcome(client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "x" }))),
    ).toBe("QueueDoesNotExist");
});

it("a work group is made under the name that it gets, whatever else a request names", () => {
  const access = (operation: string, input: object) => {
    const request = {
      headers: new Map([["x-amz-target", `AmazonAthena.${operation}`]]),
      body: Buffer.from(JSON.stringify(input)),
    };
    const { region, accountId } = cloud;
    const context = { region, accountId, bucketPolicy: undefined };
    const { accesses } = requestedAccess(request as never, context as never);
    return accesses.map(({ resource }) => resource.split(":").at(-1));
  };
  const both = { Name: "others", WorkGroup: "mine" };
  expect(access("CreateWorkGroup", both)).toEqual(["workgroup/others"]);
  expect(access("DeleteWorkGroup", both)).toEqual(["workgroup/mine"]);
  expect(access("DeleteWorkGroup", { Name: "mine" })).toEqual(["workgroup/"]);
});

it("sessions of one name and one moment keep their own rights where a service asks for them", () => {
  const { region, accountId, credentials } = cloud;
  const principals = new Principals({ region, accountId, ...credentials }, () => 1000);
  const role = principals.putRole("r", {
    trust: policy([{ Principal: "*", Action: "sts:AssumeRole" }]),
  });
  const wide = undefined;
  const narrow = [{ name: "narrow", version: "2012-10-17" as const, statements: [] }];
  const [first, second] = [wide, narrow].map((policies) => {
    const session = principals.openSession({
      role,
      sessionName: "run",
      policies,
      durationMs: 1000,
    });
    const caller = principals.credential(session.accessKeyId)?.caller;
    return caller === undefined ? undefined : principals.forward(caller, "athena.amazonaws.com");
  });
  const sessionOf = (key: typeof first) =>
    principals.credential(key?.accessKeyId ?? "")?.caller.policies().session;
  expect(sessionOf(second)).toEqual(narrow);
  expect(sessionOf(first)).toBeUndefined();
  expect(first?.accessKeyId).not.toBe(second?.accessKeyId);
});
