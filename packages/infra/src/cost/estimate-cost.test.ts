import { apiLogs } from "@cloudapi/core";
import { PRICES as ORCHESTRATED, planTransform } from "@cloudapi/orchestration";
import { describe, expect, it } from "vitest";
import { PRICES } from "../index.ts";
import { estimateCost } from "./estimate-cost.ts";

const volume = {
  filesPerMonth: 1_000,
  rowsPerFile: 100_000,
  bytesPerRow: 100,
  monthsKept: 10,
  queriesPerMonth: 2_000,
  scannedShare: 0.1,
  parquetShare: 0.2,
};

describe("estimateCost", () => {
  it("computes by its prices, line by line", () => {
    const { lines, usd } = estimateCost(apiLogs, volume);
    const of = (what: string) => lines.find((each) => each.what === what)?.usd;
    // 10 GB a month, 100 GB kept, 20 GB of Parquet, of which each query scans 2 GB.
    expect(of("S3 storage")).toBeCloseTo(120 * 0.023, 9);
    expect(of("Athena")).toBeCloseTo((4e12 / 1024 ** 4) * 5, 9);
    expect(of("S3 requests")).toBeCloseTo(4 * 0.005 + 6 * 0.0004, 9);
    expect(usd).toBeCloseTo(
      lines.reduce((sum, each) => sum + each.usd, 0),
      9,
    );
  });

  it("counts 10 MB for the smallest query, and takes other prices", () => {
    const small = { filesPerMonth: 1, rowsPerFile: 1, queriesPerMonth: 100_000 };
    const { lines, prices } = estimateCost(apiLogs, { ...small, prices: { athena: 7 } });
    expect(lines.find(({ what }) => what === "Athena")?.usd).toBeCloseTo((1e6 / 1024 ** 2) * 7, 9);
    expect(prices.athena).toMatchObject({
      usd: 7,
      per: "TB scanned",
      source: "given by the caller",
    });
    expect(prices.s3Storage).toBe(PRICES.s3Storage);
  });

  it.each<[object, string]>([
    [{ filesPerMonth: -1 }, "filesPerMonth"],
    [{ rowsPerFile: Number.NaN }, "rowsPerFile"],
    [{ scannedShare: 2 }, "scannedShare"],
    [{ tables: 1 }, 'unknown option "tables"'],
    [{ prices: { athenaTb: 7 } }, 'unknown option "athenaTb"'],
    [{ prices: { athena: "7" } }, "prices.athena"],
    [{ prices: { athena: undefined } }, "prices.athena"],
  ])("refuses %j", (change, message) => {
    expect(() => estimateCost(apiLogs, { ...volume, ...change })).toThrow(message);
  });

  it("has the table of prices that planTransform plans with", () => {
    expect(ORCHESTRATED).toBe(PRICES);
    const { engines } = planTransform(apiLogs, {
      sizeBytes: 2 * 1024 ** 4,
      files: 1,
      needsValidation: false,
    });
    const planned = engines.find(({ engine }) => engine === "athena")?.usd;
    expect(planned).toBeCloseTo(2 * PRICES.athena.usd, 9);
  });
});
