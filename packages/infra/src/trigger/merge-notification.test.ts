import { expect, it } from "vitest";
import { mergeNotification, withoutFunction } from "./merge-notification.ts";

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

it("is content with the same notification under another id", () => {
  const own = {
    Id: "by-hand",
    LambdaFunctionArn: wanted.functionArn,
    Events: ["s3:ObjectCreated:*" as const],
    Filter: filter("raw/", ".csv"),
  };
  expect(mergeNotification({ LambdaFunctionConfigurations: [own] }, wanted)).toBeUndefined();
});

it("never replaces the notification of another function that has the id", () => {
  const found = { LambdaFunctionConfigurations: [{ ...other, Id: "ours" }] };
  expect(() => mergeNotification(found, wanted)).toThrow("belongs to another function, arn:other");
});

it("withoutFunction removes those to a function and its versions, and keeps all others", () => {
  const [own, version] = [
    { LambdaFunctionArn: wanted.functionArn, Events: [] },
    { LambdaFunctionArn: `${wanted.functionArn}:live`, Events: [] },
  ];
  const namesake = { LambdaFunctionArn: `${wanted.functionArn}-2`, Events: [] };
  const found = {
    LambdaFunctionConfigurations: [own, namesake, version],
    QueueConfigurations: [queue],
  };
  expect(withoutFunction(found, "validate")).toEqual({
    LambdaFunctionConfigurations: [namesake],
    QueueConfigurations: [queue],
  });
  expect(withoutFunction({ LambdaFunctionConfigurations: [namesake] }, "validate")).toBeUndefined();
  expect(withoutFunction({ LambdaFunctionConfigurations: [own] }, "validate")).toEqual({});
});
