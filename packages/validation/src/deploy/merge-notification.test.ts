import { expect, it } from "vitest";
import { mergeNotification } from "./merge-notification.ts";

const wanted = {
  bucket: "raw",
  functionArn: "arn:aws:lambda:eu-central-1:123456789012:function:validate",
  id: "ours",
  prefix: "raw/",
  suffix: ".csv",
};
const filter = (prefix: string, suffix: string) => ({
  Key: {
    FilterRules: [
      { Name: "Prefix" as never, Value: prefix },
      { Name: "Suffix" as never, Value: suffix },
    ],
  },
});
const other = {
  Id: "other",
  LambdaFunctionArn: "arn:other",
  Events: ["s3:ObjectCreated:*" as const],
  Filter: filter("images/", ".png"),
};
const queue = { Id: "queue", QueueArn: "arn:queue", Events: ["s3:ObjectRemoved:*" as const] };

it("keeps every other notification, and is there only once", () => {
  const found = {
    LambdaFunctionConfigurations: [other],
    QueueConfigurations: [queue],
    EventBridgeConfiguration: {},
  };
  const merged = mergeNotification(found, wanted);
  expect(merged).toMatchObject({
    ...found,
    LambdaFunctionConfigurations: [other, { Id: "ours", LambdaFunctionArn: wanted.functionArn }],
  });
  expect(mergeNotification(merged ?? {}, wanted)).toBeUndefined();
  const moved = mergeNotification(merged ?? {}, { ...wanted, prefix: "in/" });
  expect(moved?.LambdaFunctionConfigurations).toHaveLength(2);
});

it("recognizes its own as S3 gives it back, with capital letters", () => {
  const own = {
    Id: "ours",
    LambdaFunctionArn: wanted.functionArn,
    Events: ["s3:ObjectCreated:*" as const],
    Filter: filter("raw/", ".csv"),
  };
  expect(mergeNotification({ LambdaFunctionConfigurations: [own] }, wanted)).toBeUndefined();
});

it.each([
  ["", ""],
  ["raw/2025/", ""],
  ["r", "v"],
  ["raw/", ".csv"],
])("names another one that takes the same keys (prefix %j, suffix %j)", (prefix, suffix) => {
  const found = {
    TopicConfigurations: [
      {
        Id: "theirs",
        TopicArn: "arn:t",
        Events: ["s3:ObjectCreated:Put" as const],
        Filter: filter(prefix, suffix),
      },
    ],
  };
  expect(() => mergeNotification(found, wanted)).toThrow("notification theirs");
});
