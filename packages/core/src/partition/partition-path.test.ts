import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PartitionValues, parsePartitionPath } from "./parse-partition-path.ts";
import { partitionColumns } from "./partition-columns.ts";
import { partitionPath } from "./partition-path.ts";
import { partitionProjection } from "./partition-projection.ts";
import type { Granularity, Layout, Partition } from "./partition-rule.ts";

const range = { from: "1970-01-01", to: "2099-12-31" };
const rules = fc.record({
  granularity: fc.constantFrom<Granularity>("month", "day", "hour"),
  layout: fc.constantFrom<Layout>("hive", "hive-date", "plain"),
  range: fc.constant(range),
}) satisfies fc.Arbitrary<Partition>;
const instants = fc.integer({ min: 0, max: Date.UTC(2099, 11, 31, 23, 59, 59, 999) });
const location = "s3://bucket/prefix/";

/** The location of the partition with these values, computed from the table properties alone, as Athena does. */
function projectedLocation(
  properties: Record<string, string>,
  values: PartitionValues,
): string | undefined {
  let path = properties["storage.location.template"] ?? "";
  for (const [name, value] of Object.entries(values)) {
    const text = projectedText(properties, name, value);
    if (text === undefined) return undefined;
    path = path.replace(`\${${name}}`, text);
  }
  return path;
}

function projectedText(
  properties: Record<string, string>,
  name: string,
  value: PartitionValues[string],
): string | undefined {
  const at = `projection.${name}`;
  const [from = "", to = ""] = (properties[`${at}.range`] ?? "").split(",");
  if (properties[`${at}.type`] === "integer") {
    const inRange = Number(value) >= Number(from) && Number(value) <= Number(to);
    return inRange ? String(value).padStart(Number(properties[`${at}.digits`]), "0") : undefined;
  }
  const shape = (properties[`${at}.format`] ?? "").replaceAll(/[a-zA-Z]/g, "\\d");
  const text = String(value);
  return new RegExp(`^${shape}$`).test(text) && text >= from && text <= to ? text : undefined;
}

describe("keys and projection", () => {
  it("agree: every path that is written is projected from the values it spells", () => {
    fc.assert(
      fc.property(rules, instants, (partition, ms) => {
        const path = partitionPath({ partition }, ms);
        const values = parsePartitionPath({ partition }, `${path}file.parquet`);
        expect(values).toBeDefined();
        expect(Object.keys(values ?? {})).toEqual(
          partitionColumns({ partition }).map(({ name }) => name),
        );
        expect(projectedLocation(partitionProjection({ partition }, location), values ?? {})).toBe(
          location + path,
        );
      }),
    );
  });

  it("order like time does, by bytes", () => {
    fc.assert(
      fc.property(rules, instants, instants, (partition, a, b) => {
        const [first, second] = [
          partitionPath({ partition }, Math.min(a, b)),
          partitionPath({ partition }, Math.max(a, b)),
        ];
        expect(first <= second).toBe(true);
      }),
    );
  });
});

describe("partitionPath", () => {
  const ms = Date.UTC(2025, 0, 5, 7, 59);
  it.each([
    ["month", "hive", "year=2025/month=01/"],
    ["day", "hive", "year=2025/month=01/day=05/"],
    ["hour", "hive", "year=2025/month=01/day=05/hour=07/"],
    ["month", "hive-date", "dt=2025-01/"],
    ["day", "hive-date", "dt=2025-01-05/"],
    ["hour", "hive-date", "dt=2025-01-05-07/"],
    ["month", "plain", "2025/01/"],
    ["day", "plain", "2025/01/05/"],
    ["hour", "plain", "2025/01/05/07/"],
  ] as [Granularity, Layout, string][])("%s, %s: %s", (granularity, layout, path) => {
    expect(partitionPath({ partition: { granularity, layout, range } }, ms)).toBe(path);
  });

  it("is empty without a rule", () => {
    expect(partitionPath({ partition: undefined }, ms)).toBe("");
  });

  it.each(["2025-01-15", new Date(0), undefined])(
    "refuses %s, which is not a number",
    (instant) => {
      const partition = { granularity: "day", layout: "hive", range } as const;
      expect(() => partitionPath({ partition }, instant as never)).toThrow(
        new TypeError(
          `partitionPath: the instant must be a number of milliseconds since 1970, not ${typeof instant}; parseTimestamp reads text.`,
        ),
      );
    },
  );

  it("refuses an instant that would not be projected", () => {
    const partition: Partition = {
      granularity: "day",
      layout: "hive",
      range: { from: "2020-01-01", to: "2020-12-31" },
    };
    expect(partitionPath({ partition }, Date.UTC(2020, 11, 31, 23, 59, 59, 999))).toBe(
      "year=2020/month=12/day=31/",
    );
    expect(() => partitionPath({ partition }, Date.UTC(2021, 0, 1))).toThrow(
      "2021-01-01T00:00:00.000Z is outside the partition range 2020-01-01 to 2020-12-31",
    );
    expect(() => partitionPath({ partition }, Number.NaN)).toThrow(RangeError);
  });
});

it.each([
  "year=2025/month=01/day=32/x",
  "year=2025/month=1/day=01/x",
  "year=2025/month=01/day=01",
  "2025/01/01/x",
  "year=2025/month=02/day=29/x",
  "day=01/month=01/year=2025/x",
  "",
])("parsePartitionPath refuses %j", (path) => {
  expect(
    parsePartitionPath({ partition: { granularity: "day", layout: "hive", range } }, path),
  ).toBeUndefined();
});

describe("partitionProjection", () => {
  it("writes the whole range of hours and months", () => {
    const hour = partitionProjection(
      { partition: { granularity: "hour", layout: "hive-date", range } },
      location,
    );
    expect(hour["projection.dt.range"]).toBe("1970-01-01-00,2099-12-31-23");
    expect(hour["projection.dt.interval.unit"]).toBe("HOURS");
    const month = partitionProjection(
      { partition: { granularity: "month", layout: "hive-date", range } },
      location,
    );
    expect(month["projection.dt.range"]).toBe("1970-01,2099-12");
  });

  it.each(["s3://bucket/prefix", "bucket/prefix/", "s3:///x/", "https://bucket/"])(
    "refuses the location %j",
    (bad) => {
      expect(() => partitionProjection({ partition: undefined }, bad)).toThrow(TypeError);
    },
  );
});

it("refuses what is not a path", () => {
  expect(() => parsePartitionPath({ partition: undefined }, 5 as never)).toThrow(
    "parsePartitionPath: path must be text, not number.",
  );
});
