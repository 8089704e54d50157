import { describe, expect, it } from "vitest";
import { awsError } from "../../../../scripts/lib/fake-aws.ts";
import { zipOf } from "../../../../scripts/lib/zip-of.ts";
import { FakeAccount } from "../../test/support/fake-account.ts";
import { deployValidator } from "./deploy-validator.ts";
import { undeployValidator } from "./undeploy-validator.ts";

const INPUT = {
  functionName: "validate",
  zip: zipOf("index.mjs", "export const handler = () => 1;"),
  roleArn: "arn:aws:iam::123456789012:role/validate",
  bucket: "raw",
  prefix: "raw/",
};
const PLACE = { functionName: "validate", bucket: "raw" };
const OTHER = {
  Id: "mine",
  QueueArn: "arn:aws:sqs:eu-central-1:123456789012:q",
  Events: ["s3:ObjectRemoved:*" as const],
};

describe("a validator", () => {
  it("is deployed with its trigger, left as it is the second time, and removed with nothing else", async () => {
    const account = new FakeAccount();
    account.notifications = { QueueConfigurations: [OTHER] };
    const first = await deployValidator(account.clients, INPUT);
    expect(first).toMatchObject({
      change: "created",
      permission: "created",
      notification: "updated",
    });
    expect(account.statements).toHaveLength(1);
    expect(JSON.stringify(account.statements)).toContain("arn:aws:s3:::raw");
    expect(account.notifications.LambdaFunctionConfigurations).toHaveLength(1);

    expect(await deployValidator(account.clients, INPUT)).toMatchObject({
      change: "unchanged",
      permission: "unchanged",
      notification: "unchanged",
    });

    expect(await undeployValidator(account.clients, PLACE)).toEqual({
      notification: "removed",
      permission: "removed",
      function: "removed",
    });
    expect(account.function).toBeUndefined();
    expect(account.notifications.QueueConfigurations).toEqual([OTHER]);
    expect(account.notifications.LambdaFunctionConfigurations ?? []).toEqual([]);

    expect(await undeployValidator(account.clients, PLACE)).toEqual({
      notification: "absent",
      permission: "absent",
      function: "absent",
    });
  });

  it("lets the bucket of the account that is named invoke it", async () => {
    const account = new FakeAccount();
    await deployValidator(account.clients, { ...INPUT, accountId: "210987654321" });
    expect(JSON.stringify(account.statements)).toContain('"210987654321"');
  });

  it("is not removed by a caller who may not, and the error names the action", async () => {
    const account = new FakeAccount();
    await deployValidator(account.clients, INPUT);
    account.refusals.set("DeleteFunction", [awsError("AccessDeniedException", 403)]);
    await expect(undeployValidator(account.clients, PLACE)).rejects.toMatchObject({
      code: "ACCESS_DENIED",
      message: expect.stringContaining("lambda:DeleteFunction") as string,
    });
    expect(account.function).toBeDefined();
    // What came before it is gone already, and a second run goes on from there.
    expect(await undeployValidator(account.clients, PLACE)).toEqual({
      notification: "absent",
      permission: "absent",
      function: "removed",
    });
  });

  it("refuses an option it does not know", async () => {
    await expect(
      undeployValidator(new FakeAccount().clients, { ...PLACE, prefix: "raw/" } as never),
    ).rejects.toThrow('unknown option "prefix"');
  });
});
