import {
  checkDataset,
  checkOptionNames,
  folderPrefix,
  isBucketName,
} from "@cloudapi/core/internal";
import { checkExpressible } from "../jsonpath/check-expressible.ts";
import type { BatchInput, BatchPlace, BatchSource } from "./batch-input.ts";
import type { BatchPlan } from "./batch-plan.ts";
import { checkSchedule } from "./check-schedule.ts";
import { worstCost } from "./cost.ts";
import { planSteps } from "./plan-steps.ts";

const WHAT = "defineBatch";
const KNOWN = [
  "name",
  "dataset",
  "schedule",
  "source",
  "target",
  "catalog",
  "steps",
  "region",
  "accountId",
  "costCeilingUsd",
  "queryLanguage",
  "now",
] as const satisfies readonly (keyof BatchInput)[];
/** So that every name made of it is within its limit: roles and schedules 64, executions 80. */
const MAX_NAME = 40;

/** @throws {TypeError} naming the field at fault */
export function planBatch(input: BatchInput): BatchPlan {
  if (typeof input !== "object" || input === null)
    throw new TypeError(
      `${WHAT}: the input must be an object with dataset, schedule, source and steps.`,
    );
  checkOptionNames(WHAT, input, KNOWN);
  const { dataset, region, accountId, costCeilingUsd } = input;
  checkDataset(WHAT, dataset);
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region))
    throw new TypeError(`${WHAT}: region must be a region like eu-central-1, not ${show(region)}.`);
  if (!/^\d{12}$/.test(accountId))
    throw new TypeError(`${WHAT}: accountId must be twelve digits, not ${show(accountId)}.`);
  const name = input.name ?? dataset.name.replaceAll("_", "-").slice(0, MAX_NAME);
  if (typeof name !== "string" || !/^[A-Za-z0-9_-]{1,40}$/.test(name))
    throw new TypeError(
      `${WHAT}: name must have 1 to ${MAX_NAME} letters, digits, hyphens and underscores, not ${show(name)}: roles, schedules and executions are named after it.`,
    );
  const plan: BatchPlan = {
    name,
    dataset,
    region,
    accountId,
    partition: region.startsWith("cn-")
      ? "aws-cn"
      : region.startsWith("us-gov-")
        ? "aws-us-gov"
        : "aws",
    schedule: checkSchedule(input.schedule, input.now ?? new Date()),
    source: sourceOf(input.source),
    target: placeOf("target", input.target),
    ...catalogOf(input),
    ...planSteps(input.steps),
    costCeilingUsd,
    queryLanguage: checkLanguage(input.queryLanguage ?? "JSONata"),
  };
  checkCeiling(plan);
  if (plan.queryLanguage === "JSONPath") checkExpressible(plan);
  return plan;
}

function checkLanguage(language: unknown): BatchPlan["queryLanguage"] {
  if (language === "JSONata" || language === "JSONPath") return language;
  throw new TypeError(`${WHAT}: queryLanguage must be JSONata or JSONPath, not ${show(language)}.`);
}

function catalogOf({ catalog }: BatchInput) {
  checkOptionNames(`${WHAT}: catalog`, catalog, ["database", "workGroup", "outputLocation"]);
  const { database, workGroup = "primary", outputLocation } = catalog;
  if (typeof database !== "string" || !/^[a-z0-9_]{1,255}$/.test(database))
    throw new TypeError(
      `${WHAT}: catalog.database must be a database's name, not ${show(database)}.`,
    );
  if (typeof workGroup !== "string" || !/^[a-zA-Z0-9._-]{1,128}$/.test(workGroup))
    throw new TypeError(
      `${WHAT}: catalog.workGroup must be a work group's name, not ${show(workGroup)}.`,
    );
  if (typeof outputLocation !== "string" || !/^s3:\/\/[^/]+\/.*$/.test(outputLocation))
    throw new TypeError(
      `${WHAT}: catalog.outputLocation must be s3://bucket/prefix/, not ${show(outputLocation)}.`,
    );
  return { database, workGroup, outputLocation };
}

function sourceOf(source: BatchSource): BatchPlan["source"] {
  const { layout = "plain", onArrival = false, ...place } = source ?? {};
  if (!["plain", "hive", "hive-date"].includes(layout))
    throw new TypeError(
      `${WHAT}: source.layout must be plain, hive or hive-date, not ${show(layout)}.`,
    );
  if (typeof onArrival !== "boolean")
    throw new TypeError(`${WHAT}: source.onArrival must be true or false.`);
  return { ...placeOf("source", place), layout, onArrival };
}

function placeOf(name: string, place: BatchPlace): { bucket: string; prefix: string } {
  checkOptionNames(`${WHAT}: ${name}`, place, ["bucket", "prefix"]);
  const { bucket, prefix = "" } = place ?? {};
  if (!isBucketName(bucket))
    throw new TypeError(`${WHAT}: ${name}.bucket must be a bucket's name, not ${show(bucket)}.`);
  if (typeof prefix !== "string" || prefix.startsWith("/") || Buffer.byteLength(prefix) > 900)
    throw new TypeError(
      `${WHAT}: ${name}.prefix must be a folder like "raw/" of at most 900 bytes, not ${show(prefix)}.`,
    );
  return { bucket, prefix: folderPrefix(prefix) };
}

function checkCeiling(plan: BatchPlan): void {
  const { costCeilingUsd: ceiling } = plan;
  if (ceiling === undefined) return;
  if (typeof ceiling !== "number" || !(ceiling > 0))
    throw new TypeError(`${WHAT}: costCeilingUsd must be a number above 0, not ${show(ceiling)}.`);
  const { usd, per } = worstCost(plan);
  if (usd <= ceiling) return;
  const advice =
    per === "day"
      ? "Lower workers or timeoutMinutes, or raise it."
      : "Lower timeoutSeconds or memoryMb, or raise it.";
  throw new TypeError(
    `${WHAT}: one ${per} may cost $${usd.toFixed(2)} with every attempt, which is more than costCeilingUsd, $${ceiling}. ${advice}`,
  );
}

/** A value as messages show it. */
function show(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 200);
}
