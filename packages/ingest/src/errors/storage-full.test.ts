import { expect, it } from "vitest";
import { isStorageFull } from "./storage-full.ts";

it("knows storage without room by its status or its name, wherever it is said", () => {
  const said = Object.assign(new Error("full"), { name: "XMinioStorageFull" });
  const status = Object.assign(new Error("?"), { $metadata: { httpStatusCode: 507 } });
  const disk = Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
  for (const cause of [said, status, disk]) {
    expect(isStorageFull(cause)).toBe(true);
    expect(isStorageFull(new Error("upload failed", { cause }))).toBe(true);
  }
  expect(isStorageFull(new Error("denied", { cause: { name: "AccessDenied" } }))).toBe(false);
  expect(isStorageFull(undefined)).toBe(false);
});

it("ends where causes go in a circle", () => {
  const circle = new Error("round");
  circle.cause = circle;
  expect(isStorageFull(circle)).toBe(false);
});
