import { startLocalCloud } from "@cloudapi/local";
import { describe } from "vitest";
import { testAtLength } from "./conformance/at-length.ts";
import { createWorld } from "./conformance/world.ts";

describe("on the embedded server, at length", () => {
  const start = () => startLocalCloud();
  testAtLength(createWorld({ name: "embedded", weaknesses: new Set(), start }));
});
