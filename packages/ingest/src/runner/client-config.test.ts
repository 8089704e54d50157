import { expect, it } from "vitest";
import { clientConfig } from "./client-config.ts";

it("has region and endpoint of the settings, and leaves to AWS's SDK what is empty", () => {
  const settings = { AWS_REGION: " eu-central-1 ", AWS_ENDPOINT_URL: "http://localhost:9000" };
  const [region, endpoint] = ["eu-central-1", "http://localhost:9000"];
  expect(clientConfig(settings, "S3")).toEqual({ region, endpoint, forcePathStyle: true });
  expect(clientConfig(settings, "GLUE")).toEqual({ region, endpoint });
  expect(clientConfig({ AWS_REGION: "", AWS_ENDPOINT_URL: " " }, "S3")).toEqual({});
});

it("takes the endpoint of the service before that of all, and none that is to be ignored", () => {
  const settings = { AWS_ENDPOINT_URL: "http://all", AWS_ENDPOINT_URL_GLUE: "http://glue" };
  expect(clientConfig(settings, "GLUE")).toEqual({ endpoint: "http://glue" });
  expect(clientConfig(settings, "S3")).toEqual({ endpoint: "http://all", forcePathStyle: true });
  const ignored = { ...settings, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" };
  expect(clientConfig(ignored, "S3")).toEqual({});
});
