import { readFile } from "node:fs/promises";
import { buildLambdaPolicy } from "@cloudapi/iam";
import { expect, it } from "vitest";

const guide = await readFile(new URL("lambda.md", import.meta.url), "utf8");

it("shows the policy that its example writes", () => {
  const [, shown = ""] = /`policy.json` then reads:\s+```json\n([\s\S]*?)```/.exec(guide) ?? [];
  const [region, accountId] = ["eu-central-1", "123456789012"];
  const policy = buildLambdaPolicy({
    bucket: "my-logs-raw",
    prefix: "raw/",
    quarantine: { bucket: "my-logs-processed", prefix: "quarantine/" },
    topicArn: `arn:aws:sns:${region}:${accountId}:alerts`,
    logGroup: "/aws/lambda/validate-logs",
    region,
    accountId,
    attachment: "inline",
  });
  expect(JSON.parse(shown)).toEqual(policy);
});
