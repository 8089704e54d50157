import { HeadBucketCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { skipWaits } from "../../../../scripts/lib/skip-waits.ts";
import { fakeS3, serverError } from "../../test/fake-s3.ts";
import { request } from "./request.ts";

function asking(answers: (() => unknown)[], signal?: AbortSignal) {
  const { s3, calls } = fakeS3({
    HeadBucket: () => (answers[calls.length - 1] as () => unknown)(),
  });
  const command = new HeadBucketCommand({ Bucket: "b" });
  const place = { operation: "HeadBucket", bucket: "b" } as const;
  return { calls, answer: request(place, signal, (options) => s3.send(command, options)) };
}

const slowDown = () => {
  throw serverError("SlowDown", 503, { attempts: 3 });
};

test("SlowDown is waited out, longer each time", async () => {
  const waits = skipWaits();
  const { answer, calls } = asking([slowDown, slowDown, slowDown, slowDown, () => "done"]);
  expect(await answer).toBe("done");
  expect(calls).toHaveLength(5);
  expect(waits.map((ms, round) => ms >= 500 * 2 ** round && ms <= 1_000 * 2 ** round)).toEqual(
    Array.from({ length: 4 }, () => true),
  );
});

test("a server that never stops is THROTTLED in the end, and the error counts every attempt", async () => {
  skipWaits();
  const { answer, calls } = asking(Array.from({ length: 9 }, () => slowDown));
  await expect(answer).rejects.toMatchObject({
    code: "THROTTLED",
    cause: { $metadata: { attempts: 15, httpStatusCode: 503 } },
  });
  expect(calls).toHaveLength(5);
});

test("other failures are not waited for", async () => {
  const waits = skipWaits();
  const denied = () => {
    throw serverError("AccessDenied", 403);
  };
  await expect(asking([denied]).answer).rejects.toMatchObject({ code: "ACCESS_DENIED" });
  expect(waits).toEqual([]);
});

test("an abort ends the waiting with its reason", async () => {
  const controller = new AbortController();
  const { answer } = asking([slowDown], controller.signal);
  setTimeout(() => controller.abort(new Error("stop")), 5);
  await expect(answer).rejects.toThrow("stop");
});
