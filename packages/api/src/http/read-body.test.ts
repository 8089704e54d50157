import { expect, it } from "vitest";
import { readBody } from "./read-body.ts";

async function bodyOf(body: string | Uint8Array<ArrayBuffer> | null, type = "application/json") {
  const init = { method: "POST", body, headers: { "content-type": type } };
  const request = new Request("http://localhost/", init);
  return readBody(request, 10, new AbortController().signal);
}

it("reads a body of JSON, and refuses one that is not, or too large", async () => {
  expect(await bodyOf('{"a":1}')).toEqual({ a: 1 });
  await expect(bodyOf("{}", "text/plain")).rejects.toMatchObject({
    problem: { status: 415, code: "NOT_JSON" },
  });
  await expect(bodyOf("[1,2,3,4,5,6]")).rejects.toMatchObject({
    problem: { status: 413, code: "BODY_TOO_LARGE" },
  });
  for (const body of [null, "{", new Uint8Array([34, 255, 34])])
    await expect(bodyOf(body)).rejects.toMatchObject({
      problem: { status: 400, code: "INVALID_BODY" },
    });
});
