import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { JsonValue } from "@cloudapi/core";
import type { JsonObject } from "@cloudapi/orchestration";
import { StateError } from "../engine/state-error.ts";
import { textOf } from "../engine/text-of.ts";
import type { Actor, ServiceCalls } from "./service-calls.ts";

/** Errors of S3 that its clients know by name; any other is an `S3.S3Exception`. */
const MODELLED: readonly string[] = [
  "NoSuchBucket",
  "NoSuchKey",
  "InvalidObjectState",
  "EncryptionTypeMismatch",
  "InvalidRequest",
];

type Send = (client: S3Client, input: JsonObject, signal: AbortSignal) => Promise<object>;

const OPERATIONS: Readonly<Record<string, Send>> = {
  putObject: (client, input, abortSignal) => {
    const { Body: body = "" } = input;
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return client.send(new PutObjectCommand({ ...placeOf(input), ...input, Body: text }), {
      abortSignal,
    });
  },
  getObject: async (client, input, abortSignal) => {
    const { Body: body, ...rest } = await client.send(
      new GetObjectCommand({ ...placeOf(input), ...input }),
      { abortSignal },
    );
    return { ...rest, Body: await body?.transformToString() };
  },
  headObject: (client, input, abortSignal) =>
    client.send(new HeadObjectCommand({ ...placeOf(input), ...input }), { abortSignal }),
  deleteObject: (client, input, abortSignal) =>
    client.send(new DeleteObjectCommand({ ...placeOf(input), ...input }), { abortSignal }),
  listObjectsV2: (client, input, abortSignal) =>
    client.send(new ListObjectsV2Command({ Bucket: placeOf(input).Bucket, ...input }), {
      abortSignal,
    }),
};

function placeOf({ Bucket: bucket, Key: key }: JsonObject): { Bucket: string; Key: string } {
  return { Bucket: textOf(bucket), Key: textOf(key) };
}

/** Call S3 as `aws-sdk:s3:...` does. */
export async function callS3(
  calls: ServiceCalls,
  {
    actor,
    operation,
    input,
    signal,
  }: { actor: Actor; operation: string; input: JsonObject; signal: AbortSignal },
): Promise<JsonValue> {
  const send = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (send === undefined)
    throw new StateError(
      "States.Runtime",
      `The embedded Step Functions has no aws-sdk:s3:${operation}; it has ${Object.keys(OPERATIONS).join(", ")}.`,
    );
  const { region } = calls.identity;
  const client = new S3Client({
    endpoint: calls.address,
    region,
    credentials: actor.credentials,
    forcePathStyle: true,
    maxAttempts: 1,
  });
  try {
    const { $metadata: _, ...answer } = (await send(client, input, signal)) as Record<
      string,
      unknown
    >;
    return JSON.parse(JSON.stringify(answer)) as JsonValue;
  } catch (error) {
    signal.throwIfAborted();
    const { name, message } = error as Error;
    const known = MODELLED.includes(name) ? `S3.${name}Exception` : "S3.S3Exception";
    throw new StateError(known, `${message} (Service: S3, Error Code: ${name})`);
  } finally {
    client.destroy();
  }
}
