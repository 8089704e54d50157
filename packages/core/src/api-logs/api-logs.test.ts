import { expect, it } from "vitest";
import { defineDataset } from "../contract/define-dataset.ts";
import { apiLogs } from "./api-logs.ts";

it("is what defineDataset makes of it, though a bundle leaves its refusals out", () => {
  const { name, schema, eventTime, partition } = apiLogs;
  const { granularity = "day", layout = "hive" } = partition ?? {};
  const defined = defineDataset({
    name,
    schema,
    eventTime: eventTime as "timestamp",
    partition: { granularity, layout },
  });
  expect(apiLogs).toEqual(defined);
  expect(Object.isFrozen(apiLogs)).toBe(true);
});
