import { startLocalCloud } from "@cloudapi/local";
import { describe } from "vitest";
import { testConformance } from "./conformance.ts";

describe("on the embedded server", () => {
  testConformance({ name: "embedded", weaknesses: new Set(), start: () => startLocalCloud() });
});
