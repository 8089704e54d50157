import { expect, it } from "vitest";
import type { NotificationRule } from "../store/records.ts";
import { checkOverlaps } from "./check-overlaps.ts";

function rule(events: string[], prefix = "", suffix = ""): NotificationRule {
  return { id: "r", target: "lambda", arn: "arn", events, prefix, suffix };
}

it.each([
  [rule(["s3:ObjectCreated:*"]), rule(["s3:ObjectCreated:Put"])],
  [rule(["s3:ObjectCreated:Put"], "a/"), rule(["s3:ObjectCreated:Put"], "a/b")],
  [rule(["s3:ObjectCreated:Put"], "a/", ".csv"), rule(["s3:ObjectCreated:Put"], "", "x.csv")],
])("refuses two rules for one event: %j %j", (a, b) => {
  expect(() => checkOverlaps([a, b])).toThrow(/Configurations overlap/);
});

it.each([
  [rule(["s3:ObjectCreated:*"]), rule(["s3:ObjectRemoved:*"])],
  [rule(["s3:ObjectCreated:*"], "a/"), rule(["s3:ObjectCreated:*"], "b/")],
  [rule(["s3:ObjectCreated:*"], "", ".csv"), rule(["s3:ObjectCreated:*"], "", ".json")],
  [rule(["s3:ObjectCreated:Put"]), rule(["s3:ObjectCreated:Copy"])],
])("lets rules apart be: %j %j", (a, b) => {
  expect(() => checkOverlaps([a, b])).not.toThrow();
});
