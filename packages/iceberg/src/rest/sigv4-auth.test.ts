import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { sigV4Auth } from "./sigv4-auth.ts";

const credentials = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  sessionToken: "session",
};
const origin = "https://s3tables.eu-central-1.amazonaws.com/iceberg/v1";
const bucket = "arn%3Aaws%3As3tables%3Aeu-central-1%3A111122223333%3Abucket%2Fb";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2025, 0, 15, 10, 30, 45), toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

// The signatures are those of botocore 1.40 for the same requests.
it.each([
  [
    "GET",
    `${origin}/config?warehouse=${bucket}`,
    undefined,
    "ee7a51c7d115af04807f4598202ddcd27ef532452242c418c8626c423ebd51c3",
  ],
  [
    "POST",
    `${origin}/${bucket}/namespaces/a%1Fb/tables/orders`,
    '{"updates":[]}',
    "84ba6afb772017280dd5420bbcfded3ab1dacf572e58ae78aba3373ef7243b6a",
  ],
])("signs %s %s as botocore does", async (method, url, body, signature) => {
  const auth = sigV4Auth({
    service: "s3tables",
    region: "eu-central-1",
    credentials: () => Promise.resolve(credentials),
  });
  const headers = {
    accept: "application/json",
    ...(body !== undefined && { "content-type": "application/json" }),
  };
  const request = { method, url: new URL(url), headers, body };
  const options = { isRefused: false, fetch, catalogUri: origin };
  const signed = await auth.headers(request, options);
  expect(signed["authorization"]).toMatch(new RegExp(`Signature=${signature}$`));
  expect(signed["x-amz-security-token"]).toBe("session");
  expect(signed).not.toHaveProperty("host");
});

it("refuses what is missing", () => {
  const service = "glue";
  const region = "eu-central-1";
  expect(() => sigV4Auth({ service, region } as never)).toThrow(TypeError);
  expect(() => sigV4Auth({ service, credentials } as never)).toThrow(TypeError);
  expect(() => sigV4Auth({ service, region, credentials, profile: "x" } as never)).toThrow(
    TypeError,
  );
});
