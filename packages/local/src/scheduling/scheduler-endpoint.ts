import { randomUUID } from "node:crypto";
import { type JsonObject, nextRuns } from "@cloudapi/orchestration";
import { deliverTo, type TargetSurroundings, targetIssue } from "../bridge/targets.ts";
import type { CloudIdentity } from "../cloud-identity.ts";
import { jsonObject } from "../http/json-object.ts";
import type { ServiceEndpoint, ServiceRequest, ServiceResponse } from "../http/service-endpoint.ts";
import { textOf } from "../states/engine/text-of.ts";
import type { Clock } from "./clock.ts";
import type { Schedule } from "./schedule.ts";
import { Scheduler } from "./scheduler.ts";

/** EventBridge Scheduler, as far as it is here. */
export interface SchedulerEndpoint extends ServiceEndpoint {
  /** Let time pass until then, in milliseconds since 1970. */
  passTime(untilMs: number): void;
}

class SchedulerError extends Error {
  readonly type: string;
  readonly status: number;

  constructor(type: string, status: number, message: string) {
    super(message);
    this.name = "SchedulerError";
    this.type = type;
    this.status = status;
  }
}

const invalid = (message: string) => new SchedulerError("ValidationException", 400, message);
const NAME = /^\/schedules(?:\/([0-9a-zA-Z-_.]{1,64}))?$/;
const KNOWN = [
  "ActionAfterCompletion",
  "ClientToken",
  "Description",
  "EndDate",
  "FlexibleTimeWindow",
  "GroupName",
  "ScheduleExpression",
  "ScheduleExpressionTimezone",
  "StartDate",
  "State",
  "Target",
];
const TARGET = ["Arn", "DeadLetterConfig", "Input", "RetryPolicy", "RoleArn"];
const OPERATIONS: Readonly<Record<string, string>> = {
  POST: "CreateSchedule",
  GET: "GetSchedule",
  PUT: "UpdateSchedule",
  DELETE: "DeleteSchedule",
};

/** Make the Scheduler of an embedded cloud: its schedules call state machines, functions and queues. */
export function createSchedulerEndpoint(
  identity: CloudIdentity,
  clock: Clock,
  targets: TargetSurroundings,
): SchedulerEndpoint {
  const arnOf = (name: string) =>
    `arn:aws:scheduler:${identity.region}:${identity.accountId}:schedule/default/${name}`;
  const scheduler = new Scheduler(clock, (schedule, atMs) => {
    const target = schedule.request["Target"] as JsonObject;
    const given = typeof target["Input"] === "string" ? target["Input"] : "{}";
    const input = given
      .replaceAll("<aws.scheduler.scheduled-time>", isoSeconds(atMs))
      .replaceAll("<aws.scheduler.schedule-arn>", arnOf(schedule.name))
      .replaceAll("<aws.scheduler.execution-id>", randomUUID())
      .replaceAll("<aws.scheduler.attempt-number>", "1");
    deliverTo(targets, { target, input, from: schedule.name });
  });
  return {
    accessOf: (request) => {
      const operation = operationOf(request);
      const name = NAME.exec(request.path)?.[1];
      const resource = name === undefined ? "*" : arnOf(name);
      return Promise.resolve({
        operation,
        accesses: [{ action: `scheduler:${operation}`, resource }],
      });
    },
    handle: (request) => Promise.resolve(respond(request, { scheduler, arnOf })),
    passTime: (untilMs) => scheduler.passTime(untilMs),
    close: () => {
      scheduler.close();
      return Promise.resolve();
    },
  };
}

interface Context {
  readonly scheduler: Scheduler;
  readonly arnOf: (name: string) => string;
}

function operationOf({ method, path }: ServiceRequest): string {
  return path === "/schedules" && method === "GET" ? "ListSchedules" : (OPERATIONS[method] ?? "");
}

function respond(request: ServiceRequest, context: Context): ServiceResponse {
  const headers = { "content-type": "application/json" };
  try {
    return { status: 200, headers, body: JSON.stringify(answer(request, context)) };
  } catch (error) {
    const { type, status, message } =
      error instanceof SchedulerError
        ? error
        : { type: "InternalServerException", status: 500, message: String(error) };
    return {
      status,
      headers: { ...headers, "x-amzn-errortype": type },
      body: JSON.stringify({ Message: message }),
    };
  }
}

function answer(request: ServiceRequest, context: Context): JsonObject {
  const { path, query = [] } = request;
  const found = NAME.exec(path);
  const operation = operationOf(request);
  if (found === null || operation === "")
    throw new SchedulerError(
      "UnknownOperationException",
      404,
      `The embedded Scheduler has no ${request.method} ${path}; it has CreateSchedule, GetSchedule, UpdateSchedule, DeleteSchedule and ListSchedules in the group default.`,
    );
  const asked = new Map(query);
  const group = asked.get("groupName") ?? asked.get("ScheduleGroup") ?? "default";
  if (group !== "default") throw noGroup(group);
  if (operation === "ListSchedules") return list(asked, context);
  const name = found[1] ?? "";
  if (operation === "GetSchedule") return describe(known(name, context), context);
  if (operation === "DeleteSchedule") {
    context.scheduler.delete(known(name, context).name);
    return {};
  }
  return put(name, { operation, given: readBody(request.body) }, context);
}

function put(
  name: string,
  { operation, given }: { readonly operation: string; readonly given: JsonObject },
  { scheduler, arnOf }: Context,
): JsonObject {
  const before = scheduler.get(name);
  if (operation === "CreateSchedule" && before !== undefined)
    throw new SchedulerError("ConflictException", 409, `Schedule ${name} already exists.`);
  if (operation === "UpdateSchedule" && before === undefined) throw missing(name);
  check(given, scheduler.now());
  const now = scheduler.now();
  scheduler.put({
    name,
    request: given,
    createdMs: before?.createdMs ?? now,
    modifiedMs: now,
    anchorMs: now,
  });
  return { ScheduleArn: arnOf(name) };
}

/** @throws {SchedulerError} for what AWS refuses, and what is not here */
function check(given: JsonObject, nowMs: number): void {
  const target = given["Target"] as JsonObject | undefined;
  const window = given["FlexibleTimeWindow"] as JsonObject | undefined;
  const unknown =
    Object.keys(given).find((each) => !KNOWN.includes(each)) ??
    Object.keys(target ?? {}).find((each) => !TARGET.includes(each));
  if (unknown !== undefined) throw invalid(`The embedded Scheduler has no ${unknown}.`);
  if ((given["GroupName"] ?? "default") !== "default") throw noGroup(textOf(given["GroupName"]));
  if (target === undefined) throw invalid("Target must not be null");
  const issue = targetIssue(target);
  if (issue !== undefined) throw invalid(`Provided Arn is not valid: ${issue}.`);
  if (typeof target["RoleArn"] !== "string") throw invalid("Target.RoleArn must not be null");
  const mode = window?.["Mode"];
  if (mode !== "OFF" && mode !== "FLEXIBLE")
    throw invalid("FlexibleTimeWindow.Mode must be OFF or FLEXIBLE");
  if ((mode === "FLEXIBLE") !== (window?.["MaximumWindowInMinutes"] !== undefined))
    throw invalid("MaximumWindowInMinutes must be given with the mode FLEXIBLE, and only then");
  try {
    nextRuns({
      expression: given["ScheduleExpression"] as string,
      timeZone: (given["ScheduleExpressionTimezone"] ?? "UTC") as string,
      from: new Date(nowMs),
    });
  } catch (error) {
    throw invalid(`Invalid Schedule Expression: ${(error as Error).message}`);
  }
}

function list(asked: ReadonlyMap<string, string>, { scheduler, arnOf }: Context): JsonObject {
  const prefix = asked.get("NamePrefix") ?? "";
  const state = asked.get("State");
  const size = Number(asked.get("MaxResults") ?? 100);
  const from = asked.get("NextToken") ?? "";
  const found = scheduler
    .list()
    .filter(({ name, request }) => {
      const isInState = state === undefined || (request["State"] ?? "ENABLED") === state;
      return name.startsWith(prefix) && name > from && isInState;
    })
    .map((schedule) => {
      const { Target: target, ...shown } = describe(schedule, { scheduler, arnOf });
      const { Arn, Name, GroupName, State, CreationDate, LastModificationDate } = shown;
      const Target = { Arn: (target as JsonObject)["Arn"] ?? "" };
      return { Arn, Name, GroupName, State, CreationDate, LastModificationDate, Target };
    });
  const page = found.slice(0, size);
  const last = page.at(-1)?.Name;
  return JSON.parse(
    JSON.stringify({ Schedules: page, NextToken: found.length > size ? last : undefined }),
  ) as JsonObject;
}

function describe(
  { name, request, createdMs, modifiedMs }: Schedule,
  { arnOf }: Context,
): JsonObject {
  const { ClientToken: _, Target: target, ...rest } = request;
  return {
    ScheduleExpressionTimezone: "UTC",
    State: "ENABLED",
    ActionAfterCompletion: "NONE",
    ...rest,
    GroupName: "default",
    Name: name,
    Arn: arnOf(name),
    CreationDate: createdMs / 1000,
    LastModificationDate: modifiedMs / 1000,
    Target: {
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      ...(target as JsonObject),
    },
  };
}

function known(name: string, { scheduler }: Context): Schedule {
  const schedule = scheduler.get(name);
  if (schedule === undefined) throw missing(name);
  return schedule;
}

function missing(name: string): SchedulerError {
  return new SchedulerError("ResourceNotFoundException", 404, `Schedule ${name} does not exist.`);
}

function noGroup(name: string): SchedulerError {
  return new SchedulerError(
    "ResourceNotFoundException",
    404,
    `Schedule group ${name} does not exist: the embedded Scheduler has the group default only.`,
  );
}

function readBody(body: Buffer): JsonObject {
  const value = body.length === 0 ? {} : jsonObject<JsonObject>(body);
  if (value !== undefined) return value;
  throw new SchedulerError("SerializationException", 400, "The request is no JSON object");
}

function isoSeconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}
