import { startLocalCloud } from "@cloudapi/local";
import { describe } from "vitest";
import { testBriefly } from "./conformance.ts";

describe("on the embedded server", () => {
  testBriefly({ name: "embedded", weaknesses: new Set(), start: () => startLocalCloud() });
});
