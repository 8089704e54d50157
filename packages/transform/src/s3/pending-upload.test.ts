import { S3Client } from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import { s3Sink } from "./s3-sink.ts";

/** A client for whose writes there are answers, and under whose key nothing is until one is stored. */
function client(answers: readonly string[]) {
  const s3 = new S3Client({ region: "eu-west-1" });
  const waiting = [...answers];
  let stored: Uint8Array | undefined;
  const send = async (command: object) => {
    const { Body } = (command as { input: { Body?: Uint8Array } }).input;
    if (Body === undefined && stored === undefined) throw refusal("NoSuchKey", 404);
    if (Body === undefined)
      return { ETag: "e", Body: { transformToByteArray: async () => stored } };
    const name = waiting.shift();
    if (name === "Overtaken") stored = Buffer.from("another's");
    if (name !== undefined) throw refusal("ConditionalRequestConflict", 409);
    stored = Body;
    return { ETag: "e" };
  };
  Object.assign(s3, { send });
  return { s3, stored: () => stored && Buffer.from(stored).toString() };
}

function refusal(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}

async function pending(s3: S3Client) {
  const properties = { contentType: "text/plain", metadata: {} };
  const sink = s3Sink(s3, { bucket: "b" });
  const object = await sink.create("m.json", properties, { conditional: true });
  await object.write(Buffer.from("mine"));
  return object;
}

it("tries a conditional write again that met another one which did not come to be", async () => {
  const { s3, stored } = client(["Conflict", "Conflict"]);
  expect(await (await pending(s3)).publishIf?.(undefined)).toBe(true);
  expect(stored()).toBe("mine");
});

it("gives way to the other where it did", async () => {
  const { s3, stored } = client(["Overtaken"]);
  expect(await (await pending(s3)).publishIf?.(undefined)).toBe(false);
  expect(stored()).toBe("another's");
});
