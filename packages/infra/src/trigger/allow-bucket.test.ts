import { describe, expect, it } from "vitest";
import { awsError } from "../../../../scripts/lib/fake-aws.ts";
import { skipWaits } from "../../../../scripts/lib/skip-waits.ts";
import { FakeAccount } from "../../test/support/fake-account.ts";
import { allowBucket, statementIdOf } from "./allow-bucket.ts";
import { notifyFunction } from "./notify-function.ts";

const INPUT = { functionName: "validate", bucket: "raw", accountId: "123456789012" };

function accountWithFunction(): FakeAccount {
  const account = new FakeAccount();
  account.function = { FunctionName: "validate" };
  return account;
}

describe("allowBucket", () => {
  it.each([
    { Effect: "Deny" },
    { Action: "lambda:*" },
    { Principal: "*" },
    { Condition: { ArnLike: { "AWS:SourceArn": "arn:aws:s3:::other" } } },
    { Condition: { ArnLike: { "AWS:SourceArn": "arn:aws:s3:::raw" } } },
    { Condition: undefined },
  ])("replaces a statement of its own that is wrong: %j", async (change) => {
    const account = accountWithFunction();
    await allowBucket(account.lambda, INPUT);
    const right = account.statements;
    account.statements = right.map((statement) => ({ ...statement, ...change }));
    expect(await allowBucket(account.lambda, INPUT)).toEqual({
      statementId: statementIdOf("raw"),
      change: "updated",
    });
    expect(account.statements).toEqual(right);
    expect(await allowBucket(account.lambda, INPUT)).toMatchObject({ change: "unchanged" });
  });

  it("keeps the statements of others, and those of other buckets", async () => {
    const account = accountWithFunction();
    account.statements = [{ Sid: "theirs" }];
    await allowBucket(account.lambda, INPUT);
    await allowBucket(account.lambda, { ...INPUT, bucket: "raw2" });
    expect(account.statements.map(({ Sid }) => Sid)).toEqual([
      "theirs",
      statementIdOf("raw"),
      statementIdOf("raw2"),
    ]);
  });

  it("is content when another run was faster", async () => {
    const account = accountWithFunction();
    account.refusals.set("AddPermission", [awsError("ResourceConflictException", 409)]);
    expect(await allowBucket(account.lambda, INPUT)).toMatchObject({ change: "created" });
    account.statements = [{ Sid: statementIdOf("raw") }];
    account.refusals.set("RemovePermission", [awsError("ResourceNotFoundException", 404)]);
    expect(await allowBucket(account.lambda, INPUT)).toMatchObject({ change: "updated" });
  });

  it.each([
    ["GetPolicy", "AccessDeniedException", "ACCESS_DENIED", "lambda:GetPolicy"],
    ["RemovePermission", "AccessDeniedException", "ACCESS_DENIED", "lambda:RemovePermission"],
    ["AddPermission", "AccessDeniedException", "ACCESS_DENIED", "lambda:AddPermission"],
    ["AddPermission", "ResourceNotFoundException", "NO_SUCH_FUNCTION", "deploy it first"],
  ])("says what is missing when %s answers %s", async (operation, name, code, message) => {
    const account = accountWithFunction();
    account.statements = [{ Sid: statementIdOf("raw") }];
    account.refusals.set(operation, [awsError(name, 403)]);
    await expect(allowBucket(account.lambda, INPUT)).rejects.toMatchObject({
      name: "DeployError",
      code,
      resource: "validate",
      message: expect.stringContaining(message) as string,
    });
  });

  it("takes an account of 12 digits", async () => {
    const account = accountWithFunction();
    await expect(allowBucket(account.lambda, { ...INPUT, accountId: "1234" })).rejects.toThrow(
      'accountId must be 12 digits, not "1234"',
    );
    expect(account.calls).toEqual([]);
  });
});

it("notifyFunction gives up when S3 never sees the permission, and says to call allowBucket", async () => {
  skipWaits();
  const account = accountWithFunction();
  const refusal = awsError("InvalidArgument", 400, "Unable to validate the destination");
  account.refusals.set("PutBucketNotificationConfiguration", Array<Error>(5).fill(refusal));
  await expect(
    notifyFunction(account.s3, {
      bucket: "raw",
      functionArn: "arn:aws:lambda:eu-central-1:123456789012:function:validate",
    }),
  ).rejects.toMatchObject({
    code: "DESTINATION_NOT_ALLOWED",
    message: expect.stringContaining("allowBucket") as string,
  });
});
