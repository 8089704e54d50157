import { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";

/** A request as a fake sees it: the command's name without `Command`, and its input. */
export interface FakeRequest {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A client whose answers are given by a function; what it throws is thrown. */
export function fakeS3(answer: (request: FakeRequest) => unknown) {
  const requests: FakeRequest[] = [];
  const send = async (
    command: object & { input: FakeRequest["input"] },
    options?: { abortSignal?: AbortSignal },
  ): Promise<unknown> => {
    options?.abortSignal?.throwIfAborted();
    const request = {
      name: command.constructor.name.replace(/Command$/, ""),
      input: command.input,
    };
    requests.push(request);
    return await answer(request);
  };
  return { s3: { send } as unknown as S3Client, requests };
}

/** An error as the SDK throws it. */
export function awsError(
  name: string,
  httpStatusCode: number,
  message = "the server's words",
): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

/** A body as the SDK gives it. */
export function bodyOf(text: string) {
  return Object.assign(Readable.from([Buffer.from(text)]), { transformToString: async () => text });
}
