import { describe, expect, it } from "vitest";
import { checkPlaces } from "./check-places.ts";

describe("checkPlaces", () => {
  const places =
    (
      bucket: string | undefined,
      prefix: string | undefined,
      quarantineBucket: string | undefined,
      quarantinePrefix: string,
    ) =>
    () =>
      checkPlaces("f", {
        bucket,
        prefix,
        quarantine: { bucket: quarantineBucket, prefix: quarantinePrefix },
      });

  it.each<[string | undefined, string | undefined, string | undefined, string]>([
    ["raw", "raw/", "lake", "raw/q/"],
    ["raw", "raw/", "raw", "quarantine/"],
    ["raw", "raw/", undefined, "quarantine/"],
    [undefined, undefined, undefined, "quarantine/"],
    ["raw", undefined, "raw", "quarantine/"],
    ["raw", "", "lake", ""],
    ["raw", "rawest/", "raw", "raw/"],
  ])("allows %j %j beside %j %j", (...args) => {
    expect(places(...args)).not.toThrow();
  });

  it.each([
    ["raw", "", "raw", "quarantine/", "lies inside the watched prefix"],
    ["raw", "raw/", undefined, "raw/quarantine/", "lies inside the watched prefix"],
    [undefined, "raw/", undefined, "raw/quarantine/", "lies inside the watched prefix"],
    ["raw", "q/in/", "raw", "q/", "where nothing is validated"],
    ["raw", "raw/", undefined, "", "needs a prefix"],
    [undefined, undefined, undefined, "", "needs a prefix"],
    ["logs--use1-az5--x-s3", "raw/", "lake", "q/", 'bucket "logs--use1-az5--x-s3" is a directory'],
    ["raw", "raw/", "q--use1-az5--x-s3", "q/", 'quarantine.bucket "q--use1-az5--x-s3" is a'],
  ])("refuses %j %j with %j %j", (bucket, prefix, quarantineBucket, quarantinePrefix, message) => {
    expect(places(bucket, prefix, quarantineBucket, quarantinePrefix)).toThrow(message);
  });
});
