import { createHash } from "node:crypto";
import type { FunctionConfiguration, LambdaClient } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { awsError } from "../../../../scripts/lib/fake-aws.ts";
import { skipWaits } from "../../../../scripts/lib/skip-waits.ts";
import { zipOf } from "../../../../scripts/lib/zip-of.ts";
import { allowBucket } from "../trigger/allow-bucket.ts";
import { deployFunction } from "./deploy-function.ts";

const ZIP = zipOf("index.mjs", "export const handler = () => 1;");
const SHA = createHash("sha256").update(ZIP).digest("base64");
const ROLE = "arn:aws:iam::123456789012:role/validate";
const INPUT = { functionName: "validate", zip: ZIP, roleArn: ROLE };
const READY: FunctionConfiguration = {
  FunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:validate",
  State: "Active",
  LastUpdateStatus: "Successful",
  CodeSha256: SHA,
  Role: ROLE,
  Handler: "index.handler",
  Runtime: "nodejs22.x",
  MemorySize: 512,
  Timeout: 300,
  Environment: { Variables: {} },
};

type Answers = Readonly<Record<string, (call: number, input: Record<string, unknown>) => unknown>>;

/** A client that answers by the command's name; each answer knows how often it was asked. */
function fakeLambda(answers: Answers) {
  const calls: string[] = [];
  const inputs: Record<string, unknown>[] = [];
  const send = async (command: object & { input: Record<string, unknown> }): Promise<unknown> => {
    const name = command.constructor.name.replace(/Command$/, "");
    calls.push(name);
    inputs.push(command.input);
    const answer = answers[name];
    if (answer === undefined) throw new Error(`${name} was not expected`);
    return answer(calls.filter((each) => each === name).length, command.input);
  };
  return { lambda: { send } as unknown as LambdaClient, calls, inputs };
}

function refuse(name: string, message = "no", status = 400): never {
  throw awsError(name, status, message);
}

describe("deployFunction", () => {
  it("creates, and waits until the function is active", async () => {
    const { lambda, calls, inputs } = fakeLambda({
      GetFunctionConfiguration: (call) =>
        call === 1
          ? refuse("ResourceNotFoundException", "none", 404)
          : { ...READY, State: call < 3 ? "Pending" : "Active" },
      CreateFunction: () => READY,
    });
    const deployed = await deployFunction(lambda, {
      ...INPUT,
      environment: { A: "1" },
      deadLetterArn: "arn:aws:sqs:eu-central-1:123456789012:dead",
    });
    expect(deployed).toEqual({
      functionArn: READY.FunctionArn,
      change: "created",
      codeSha256: SHA,
    });
    expect(calls).toEqual([
      "GetFunctionConfiguration",
      "CreateFunction",
      "GetFunctionConfiguration",
      "GetFunctionConfiguration",
    ]);
    expect(inputs[1]).toMatchObject({
      FunctionName: "validate",
      Architectures: ["arm64"],
      Environment: { Variables: { A: "1" } },
      DeadLetterConfig: { TargetArn: "arn:aws:sqs:eu-central-1:123456789012:dead" },
    });
  });

  it("waits for a role that Lambda can't assume yet, when creating and when updating", async () => {
    const waits = skipWaits();
    const unassumable = (call: number) =>
      call === 1
        ? refuse(
            "InvalidParameterValueException",
            "The role defined for the function cannot be assumed by Lambda.",
          )
        : READY;
    const creating = fakeLambda({
      GetFunctionConfiguration: (call) =>
        call === 1 ? refuse("ResourceNotFoundException") : READY,
      CreateFunction: unassumable,
    });
    expect(await deployFunction(creating.lambda, INPUT)).toMatchObject({ change: "created" });
    const updating = fakeLambda({
      GetFunctionConfiguration: () => ({ ...READY, Role: "arn:aws:iam::123456789012:role/old" }),
      UpdateFunctionConfiguration: unassumable,
    });
    expect(await deployFunction(updating.lambda, INPUT)).toMatchObject({ change: "updated" });
    expect(waits).toEqual([250, 250]);
  });

  it("says so when the role stays unassumable", async () => {
    const { lambda } = fakeLambda({
      GetFunctionConfiguration: () => refuse("ResourceNotFoundException"),
      CreateFunction: () =>
        refuse(
          "InvalidParameterValueException",
          "The role defined for the function cannot be assumed by Lambda.",
        ),
    });
    await expect(deployFunction(lambda, INPUT, { timeoutMs: 1 })).rejects.toMatchObject({
      code: "ROLE_NOT_ASSUMABLE",
      resource: "validate",
      message: expect.stringContaining("lambda.amazonaws.com") as string,
    });
  });

  it("changes nothing where nothing differs", async () => {
    const { lambda, calls } = fakeLambda({ GetFunctionConfiguration: () => READY });
    expect(await deployFunction(lambda, INPUT)).toMatchObject({ change: "unchanged" });
    expect(new Set(calls)).toEqual(new Set(["GetFunctionConfiguration"]));
  });

  it.each([
    ["code", { CodeSha256: "old" }, "UpdateFunctionCode"],
    ["memory", { MemorySize: 128 }, "UpdateFunctionConfiguration"],
    ["environment", { Environment: { Variables: { OLD: "1" } } }, "UpdateFunctionConfiguration"],
    ["runtime", { Runtime: "nodejs20.x" as const }, "UpdateFunctionConfiguration"],
  ])("sends the %s when it differs, and only that", async (_, found, expected) => {
    const { lambda, calls } = fakeLambda({
      GetFunctionConfiguration: () => ({ ...READY, ...found }),
      [expected]: () => READY,
    });
    expect(await deployFunction(lambda, INPUT)).toMatchObject({ change: "updated" });
    expect(calls.filter((name) => name !== "GetFunctionConfiguration")).toEqual([expected]);
  });

  it("waits for an update that is running, and sends again what came in between", async () => {
    skipWaits();
    const { lambda, calls } = fakeLambda({
      GetFunctionConfiguration: (call) => ({
        ...READY,
        CodeSha256: "old",
        LastUpdateStatus: call === 2 ? "InProgress" : "Successful",
      }),
      UpdateFunctionCode: (call) =>
        call === 1 ? refuse("ResourceConflictException", "an update is in progress", 409) : READY,
    });
    expect(await deployFunction(lambda, INPUT)).toMatchObject({ change: "updated" });
    expect(calls.filter((name) => name === "UpdateFunctionCode")).toHaveLength(2);
  });

  it("brings a function that another run created in between to what is wanted", async () => {
    const { lambda } = fakeLambda({
      GetFunctionConfiguration: (call) =>
        call === 1 ? refuse("ResourceNotFoundException") : { ...READY, CodeSha256: "theirs" },
      CreateFunction: () => refuse("ResourceConflictException", "Function already exist", 409),
      UpdateFunctionCode: () => READY,
    });
    expect(await deployFunction(lambda, INPUT)).toMatchObject({ change: "updated" });
  });

  it("repairs a function whose last update failed", async () => {
    let isMended = false;
    const { lambda } = fakeLambda({
      GetFunctionConfiguration: () =>
        isMended ? READY : { ...READY, CodeSha256: "bad", LastUpdateStatus: "Failed" },
      UpdateFunctionCode: () => {
        isMended = true;
        return READY;
      },
    });
    expect(await deployFunction(lambda, INPUT)).toMatchObject({ change: "updated" });
  });

  it("says why a function can't be made ready", async () => {
    const failed = fakeLambda({
      GetFunctionConfiguration: () => ({
        ...READY,
        State: "Failed",
        StateReason: "The image is gone",
      }),
    });
    await expect(deployFunction(failed.lambda, INPUT)).rejects.toMatchObject({
      code: "FUNCTION_FAILED",
      message: expect.stringContaining("The image is gone") as string,
    });
    const pending = fakeLambda({
      GetFunctionConfiguration: () => ({ ...READY, State: "Pending" }),
    });
    await expect(deployFunction(pending.lambda, INPUT, { timeoutMs: 1 })).rejects.toMatchObject({
      code: "FUNCTION_NOT_READY",
      message: expect.stringContaining("Pending") as string,
    });
  });

  it.each([
    ["GetFunctionConfiguration", "lambda:GetFunctionConfiguration"],
    ["UpdateFunctionCode", "lambda:UpdateFunctionCode"],
  ])("names the right that %s needs", async (denied, action) => {
    const { lambda } = fakeLambda({
      GetFunctionConfiguration: () => ({ ...READY, CodeSha256: "old" }),
      UpdateFunctionCode: () => READY,
      [denied]: () => refuse("AccessDeniedException", "not authorized", 403),
    });
    await expect(deployFunction(lambda, INPUT)).rejects.toMatchObject({
      code: "ACCESS_DENIED",
      message: expect.stringContaining(action) as string,
    });
  });

  it("stops with the signal's reason", async () => {
    const reason = new Error("enough");
    const { lambda } = fakeLambda({
      GetFunctionConfiguration: () => ({ ...READY, State: "Pending" }),
    });
    await expect(deployFunction(lambda, INPUT, { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
  });

  it.each<[object, string]>([
    [{ zip: "function.zip" }, "zip must be the bytes of a zip file"],
    [{ zip: new Uint8Array([1, 2, 3]) }, "zip must be the bytes of a zip file"],
    [
      { zip: Buffer.concat([ZIP, Buffer.alloc(52_428_800)]) },
      "Lambda accepts 52428800 in a request",
    ],
    [{ memory: 1 }, 'unknown option "memory"'],
  ])("refuses an invalid package or option %#", async (change, message) => {
    await expect(
      deployFunction(fakeLambda({}).lambda, { ...INPUT, ...change } as never),
    ).rejects.toThrow(message);
  });
});

describe("allowBucket", () => {
  const WANTED = { functionName: "validate", bucket: "raw", accountId: "123456789012" };
  const none = () => refuse("ResourceNotFoundException", "no policy", 404);

  it("takes a statement that another run added in between for its own", async () => {
    const { lambda } = fakeLambda({
      GetPolicy: none,
      AddPermission: () => refuse("ResourceConflictException", "exists", 409),
    });
    expect(await allowBucket(lambda, WANTED)).toMatchObject({ change: "created" });
  });

  it.each([
    ["GetPolicy", "lambda:GetPolicy"],
    ["AddPermission", "lambda:AddPermission"],
  ])("names the right that %s needs", async (denied, action) => {
    const { lambda } = fakeLambda({
      GetPolicy: none,
      AddPermission: () => ({}),
      [denied]: () => refuse("AccessDeniedException", "no", 403),
    });
    await expect(allowBucket(lambda, WANTED)).rejects.toMatchObject({
      code: "ACCESS_DENIED",
      message: expect.stringContaining(action) as string,
    });
  });

  it("refuses a malformed account", async () => {
    await expect(
      allowBucket(fakeLambda({}).lambda, { ...WANTED, accountId: "me" }),
    ).rejects.toThrow("12 digits");
  });
});
