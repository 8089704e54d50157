import { describe } from "vitest";
import { testAtLength } from "./conformance/at-length.ts";
import { testBuckets } from "./conformance/buckets.ts";
import { testConditions } from "./conformance/conditions.ts";
import { testListing } from "./conformance/listing.ts";
import { testPrefix } from "./conformance/prefix.ts";
import { testPresigned } from "./conformance/presigned.ts";
import { testTransfer } from "./conformance/transfer.ts";
import { createWorld } from "./conformance/world.ts";
import type { ServerUnderTest } from "./server-under-test.ts";

/** What every S3 server must do for this package, over the wire; its known weaknesses are asserted too. */
export function testConformance(server: ServerUnderTest): void {
  testBriefly(server);
  describe("at length", () => {
    testAtLength(createWorld(server));
  });
}

/** Conformance without what takes long. */
export function testBriefly(server: ServerUnderTest): void {
  const world = createWorld(server);
  describe("upload and download", () => {
    testTransfer(world);
  });
  describe("conditions", () => {
    testConditions(world);
  });
  describe("listing and deletion", () => {
    testListing(world);
  });
  describe("a prefix into a folder", () => {
    testPrefix(world);
  });
  describe("presigned URLs", () => {
    testPresigned(world);
  });
  describe("buckets, versions, credentials", () => {
    testBuckets(world);
  });
}
