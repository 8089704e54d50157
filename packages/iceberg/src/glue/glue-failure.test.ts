import type { GlueClient } from "@aws-sdk/client-glue";
import { S3Client } from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import { glueCatalog } from "./glue-catalog.ts";

/** Glue, with one answer to everything. */
function glueThat(error: object): GlueClient {
  const failure = Object.assign(new Error("injected"), error);
  return { send: () => Promise.reject(failure) } as unknown as GlueClient;
}

const s3 = new S3Client({ region: "us-east-1" });
const name = { namespace: "lake", name: "orders" };
const http = (httpStatusCode: number) => ({ $metadata: { httpStatusCode, attempts: 1 } });

it.each<[object, string]>([
  [{ name: "AccessDeniedException", ...http(400) }, "CATALOG_ACCESS_DENIED"],
  [{ name: "UnrecognizedClientException", ...http(400) }, "CATALOG_ACCESS_DENIED"],
  [{ name: "CredentialsProviderError" }, "CATALOG_ACCESS_DENIED"],
  [{ name: "ThrottlingException", ...http(400) }, "CATALOG_THROTTLED"],
  [{ name: "InternalServiceException", ...http(500) }, "CATALOG_UNAVAILABLE"],
  [{ name: "OperationTimeoutException", ...http(400) }, "CATALOG_UNAVAILABLE"],
  [{ code: "ECONNREFUSED" }, "CATALOG_UNAVAILABLE"],
  [{ name: "TimeoutError" }, "CATALOG_UNAVAILABLE"],
  [{ name: "InvalidInputException", ...http(400) }, "CATALOG_REQUEST_FAILED"],
  [{ name: "ResourceNumberLimitExceededException", ...http(400) }, "CATALOG_REQUEST_FAILED"],
  [{ name: "GlueEncryptionException", ...http(400) }, "CATALOG_REQUEST_FAILED"],
])("%o is %s", async (error, code) => {
  const catalog = glueCatalog(glueThat(error), s3);
  await expect(catalog.load(name)).rejects.toMatchObject({
    code,
    name: "IcebergError",
    table: "lake.orders",
    cause: error,
    message: expect.stringMatching(/^Cannot read the table lake\.orders: /) as string,
  });
});

it("passes on why it was aborted", async () => {
  const controller = new AbortController();
  controller.abort(new Error("enough"));
  const catalog = glueCatalog(glueThat({ name: "AbortError" }), s3);
  const loading = catalog.load(name, { signal: controller.signal });
  await expect(loading).rejects.toBe(controller.signal.reason);
});

it("refuses names that Glue or Athena would not keep, unknown options, and places that are none of S3", () => {
  const catalog = glueCatalog(glueThat({}), s3, { location: "s3://lake/tables" });
  expect(catalog.defaultLocation(name)).toBe("s3://lake/tables/lake.db/orders");
  for (const bad of ["Orders", "a b", "a.b", "ä"])
    expect(() => catalog.defaultLocation({ namespace: "lake", name: bad })).toThrow(RangeError);
  expect(glueCatalog(glueThat({}), s3).defaultLocation(name)).toBeUndefined();
  expect(() => glueCatalog(glueThat({}), s3, { bucket: "x" } as never)).toThrow(TypeError);
  expect(() => glueCatalog(glueThat({}), s3, { location: "file:///x" })).toThrow(
    "not a place in S3",
  );
});
