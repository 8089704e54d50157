import { expect, it } from "vitest";
import { encodePath, encodeRfc3986 } from "./encode-rfc3986.ts";

it("encodes all but the unreserved characters", () => {
  expect(encodeRfc3986("AZaz09-._~")).toBe("AZaz09-._~");
  expect(encodeRfc3986(" /!'()*+ü")).toBe("%20%2F%21%27%28%29%2A%2B%C3%BC");
  expect(encodePath("/a b/ü")).toBe("/a%20b/%C3%BC");
});
