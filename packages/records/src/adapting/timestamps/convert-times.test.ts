import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Dataset, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../../scripts/lib/property-runs.ts";
import { type ReadOptions, readCheckedRecords } from "../../engine/read-checked-records.ts";
import { convertTimes } from "./convert-times.ts";
import { type TimestampFormat, timeReader } from "./timestamp-format.ts";

const events = defineDataset({
  name: "events",
  schema: z.object({
    at: z.iso.datetime({ offset: true }).optional(),
    day: z.iso.date().optional(),
    n: z.int32().optional(),
    inside: z.object({ time: z.iso.datetime({ offset: true }).optional() }).optional(),
    steps: z.array(z.object({ at: z.iso.datetime({ offset: true }).nullable() })).optional(),
    seen: z.array(z.array(z.iso.datetime({ offset: true }).nullable())).optional(),
  }),
  alias: { at: "@timestamp" },
}) as unknown as Dataset;

async function read(text: string, options: ReadOptions) {
  const rows: unknown[] = [];
  const issues: string[] = [];
  const raws: string[] = [];
  for await (const { records } of readCheckedRecords(events, text, options))
    for (const record of records) {
      if (record.valid) rows.push(record.value);
      else {
        raws.push(record.raw);
        issues.push(...record.issues.map(({ code, message }) => `${code} ${message}`));
      }
    }
  return { rows, issues, raws };
}

function readTime(
  format: TimestampFormat,
  value: unknown,
  kind: "timestamp" | "date" = "timestamp",
) {
  const time = timeReader(format, kind)?.(value);
  return typeof time === "object" ? time.code : time;
}

describe("times in other formats", () => {
  it("are read from JSON and CSV, at every level, by the column's name", async () => {
    const timestamps = {
      at: "epoch_ms",
      day: "%d.%m.%Y",
      "inside.time": { format: "sql", zone: "Europe/Berlin" },
      "steps[].at": "apache",
    } as const;
    const text =
      '{"@timestamp":1736937045123,"day":"5.1.2025","inside":{"time":"2025-07-15 10:00:00.5"},"steps":[{"at":"[28/Nov/2026:23:12:03 -0500]"},{"at":null}]}';
    expect(await read(text, { timestamps })).toEqual({
      rows: [
        {
          at: "2025-01-15T10:30:45.123Z",
          day: "2025-01-05",
          inside: { time: "2025-07-15T08:00:00.5Z" },
          steps: [{ at: "2026-11-29T04:12:03Z" }, { at: null }],
        },
      ],
      issues: [],
      raws: [],
    });
    const csv = "@timestamp,day,n\n1736937045123,15.01.2025,1\n,,2\n";
    expect((await read(csv, { timestamps })).rows).toEqual([
      { at: "2025-01-15T10:30:45.123Z", day: "2025-01-15", n: 1 },
      { n: 2 },
    ]);
  });

  it("are exact past 2^53", async () => {
    const timestamps = { at: "epoch_ns" } as const;
    const { rows } = await read(
      '{"at":1736937045123456789}\n{"@timestamp":"1736937045000000001"}',
      {
        timestamps,
      },
    );
    expect(rows).toEqual([
      { at: "2025-01-15T10:30:45.123456789Z" },
      { at: "2025-01-15T10:30:45.000000001Z" },
    ]);
    const seconds = await read('{"at":1736937045.123456789}', { timestamps: { at: "epoch_s" } });
    expect(seconds.rows).toEqual([{ at: "2025-01-15T10:30:45.123456789Z" }]);
  });

  it("are read from numbers with an exponent, as Java writes them, exactly", async () => {
    const texts = [
      "1.736937045123456789E9",
      "1736937045123456789e-9",
      "17369370451234567890.0E-10",
    ];
    for (const text of texts)
      expect(await read(`{"at":${text}}`, { timestamps: { at: "epoch_s" } })).toMatchObject({
        rows: [{ at: "2025-01-15T10:30:45.123456789Z" }],
      });
    expect(readTime("epoch_ms", "-5e-1")).toBe("1969-12-31T23:59:59.9995Z");
    expect(readTime("epoch_ms", "0e0")).toBe("1970-01-01T00:00:00Z");
    expect(readTime("epoch_s", "1e99")).toBe("invalid_format");
    expect(readTime("epoch_s", "1e")).toBe("invalid_format");
  });

  it("are read where they are elements of lists", async () => {
    const text = '{"seen":[[1736937045123456789,null],[]]}\n{"seen":[[1],["x"]]}';
    const { rows, issues } = await read(text, { timestamps: { "seen[][]": "epoch_ns" } });
    expect(rows).toEqual([{ seen: [["2025-01-15T10:30:45.123456789Z", null], []] }]);
    expect(issues).toEqual([
      'invalid_format seen[1][0]: expected a time in the format epoch_ns, received "x".',
    ]);
  });

  it("that are not right are issues which say what was expected; the record's text is kept", async () => {
    const timestamps = {
      at: { format: "%d.%m.%Y %H:%M", zone: "Europe/Berlin" },
      "steps[].at": "epoch_s",
    } as const;
    const lines = [
      '{"at":"30.03.2025 02:30"}',
      '{"at":"26.10.2025 02:30"}',
      '{"at":"2025-01-15","n":"x"}',
      '{"at":"31.02.2025 10:00"}',
      '{"steps":[{"at":1},{"at":"1e3s"}]}',
    ];
    const { rows, issues, raws } = await read(lines.join("\n"), { timestamps });
    const expected = 'at: expected a time written "%d.%m.%Y %H:%M" (zone Europe/Berlin), received';
    expect(rows).toEqual([]);
    expect(raws).toEqual(lines);
    expect(issues).toEqual([
      `nonexistent_time ${expected} "30.03.2025 02:30": clocks in Europe/Berlin were put forward past it.`,
      `ambiguous_time ${expected} "26.10.2025 02:30": clocks in Europe/Berlin were put back, so it was there twice; write an offset, or choose one by fold: "earlier" or "later".`,
      `invalid_format ${expected} "2025-01-15".`,
      expect.stringMatching(/^invalid_type n: /),
      `invalid_format ${expected} "31.02.2025 10:00": the day is not in the calendar.`,
      'invalid_format steps[1].at: expected a time in the format epoch_s, received "1e3s".',
    ]);
  });

  it("come after map, and leave what it gave as it was", async () => {
    const row = { at: 0 };
    const map = () => [row, row];
    const { rows } = await read('{"x":1}', { map, timestamps: { at: "epoch_s" } });
    expect(rows).toEqual([{ at: "1970-01-01T00:00:00Z" }, { at: "1970-01-01T00:00:00Z" }]);
    expect(row).toEqual({ at: 0 });
  });
});

describe("formats", () => {
  it.each([
    ["sql", "2025-01-15 10:00:00"],
    ["%d.%m.%Y %H:%M", "x"],
  ] as [TimestampFormat, string][])("%s without an offset needs a zone", (format) => {
    expect(() => timeReader(format, "timestamp")).toThrow("say their zone");
  });

  it.each([
    ["%d.%m.%Y", "has no time of day"],
    ["%d.%m. %H:%M", "it lacks a year"],
    ["%Y %H:%M", "it lacks a month"],
    ["%Y-%m %H:%M", "it lacks a day"],
    ["%Y %y-%m-%d %H:%M", "a year (%Y or %y) twice"],
    ["%Y-%m-%b-%d %H:%M", "twice"],
    ["%Y-%m-%d-%d %H:%M", "%d is there twice"],
    ["%Y-%j-%d %H:%M", "both %j"],
    ["%Y-%m-%d %I:%M", "need each other"],
    ["%Y-%m-%d %H:%M %p", "need each other"],
    ["%Y-%m-%d %H", "need each other"],
    ["%Y-%m-%d %H:%M.%f", "needs %S"],
    ["%Y-%m-%d %H:%M %Z", "names no single zone"],
    ["%Y-%m-%d %H:%M %Q", "%Q is not known"],
    ["%x", "%x is not known"],
    ["%Y-%m-%d %H:%M%", "% is not known"],
    ["iso", "is no format"],
    [{ format: "%Y-%m-%d %H:%M", zone: "Mars/Base" }, "is no zone"],
    [{ format: "%Y-%m-%d %H:%M", zone: "+25:00" }, "is no zone"],
    [{ format: "%Y-%m-%d %H:%M %z", zone: "UTC" }, "leave zone out"],
    [{ format: "epoch_s", zone: "UTC" }, "leave zone out"],
    [{ format: "rfc3339", zone: "UTC" }, "leave zone"],
    [{ format: "sql", zone: "UTC", fold: "first" }, "fold must be"],
    [{ format: "%d %b %Y %H:%M", zone: "UTC", months: ["a"] }, "twelve"],
    [{ format: "sql", zon: "UTC" }, "zon"],
    [5, "it must be the name"],
  ])("%j is refused: %s", (format, message) => {
    expect(() => timeReader(format as TimestampFormat, "timestamp")).toThrow(message);
  });

  it.each([
    [{ at: "epoch" }, 'timestamps: at: "epoch" is no format'],
    [{ att: "sql" }, '"att" does not name a column; did you mean at?'],
    [{ n: "epoch_s" }, '"n" is a int32 and no timestamp or date'],
    [{ "steps.at": "epoch_s" }, '"steps.at" does not name a column'],
    [{ "seen[]": "epoch_s" }, '"seen[]" is a list and no timestamp or date'],
    [{ "at[]": "epoch_s" }, '"at[]" does not name a column'],
    [{ day: "epoch_s" }, "which day an instant lies in depends on the zone"],
    [{ day: { format: "%d.%m.%Y", zone: "UTC" } }, "leave zone out"],
    ["epoch_s", "timestamps must be an object"],
  ])("%j is refused where it is passed", (timestamps, message) => {
    expect(() => convertTimes("f", events, timestamps as never)).toThrow(message);
    expect(() => readCheckedRecords(events, "", { timestamps: timestamps as never })).toThrow(
      TypeError,
    );
  });

  it.each([
    [{ format: "sql", zone: "UTC" }, "2025-01-15 10:00:00+01", "2025-01-15T09:00:00Z"],
    [{ format: "sql", zone: "+02:00" }, "2025-01-15 10:00", "2025-01-15T08:00:00Z"],
    [
      { format: "sql", zone: "Asia/Tokyo" },
      "2025-01-15 10:00:00.123456 UTC",
      "2025-01-15T10:00:00.123456Z",
    ],
    [{ format: "sql", zone: "UTC" }, "2025-01-15 24:00:00", "invalid_format"],
    [{ format: "sql", zone: "UTC" }, "2016-12-31 23:59:60", "2016-12-31T23:59:59.999Z"],
    [{ format: "sql", zone: "UTC" }, "2016-12-31 22:59:60", "invalid_format"],
    ["apache", "28/Nov/2026:23:12:03 -0500", "2026-11-29T04:12:03Z"],
    ["apache", "[28/Nov/2026:23:12:03 -0500", "invalid_format"],
    ["epoch_s", "-1", "1969-12-31T23:59:59Z"],
    ["epoch_ms", -1, "1969-12-31T23:59:59.999Z"],
    ["epoch_ms", "-0.5", "1969-12-31T23:59:59.9995Z"],
    ["epoch_us", 1736937045123456n, "2025-01-15T10:30:45.123456Z"],
    ["epoch_s", "253402300800", "invalid_format"],
    ["epoch_s", "", "invalid_format"],
    ["epoch_s", true, "invalid_format"],
    ["epoch_s", "1".repeat(100_000), "invalid_format"],
    [
      { format: "sql", zone: "Europe/Berlin", fold: "earlier" },
      "2025-10-26 02:30",
      "2025-10-26T00:30:00Z",
    ],
    [
      { format: "sql", zone: "Europe/Berlin", fold: "later" },
      "2025-10-26 02:30",
      "2025-10-26T01:30:00Z",
    ],
    [
      {
        format: "%d %B %Y %H:%M",
        zone: "UTC",
        months:
          "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(
            " ",
          ),
      },
      "5 märz 2025 10:00",
      "2025-03-05T10:00:00Z",
    ],
    ["%d.%m.%Y %H:%M:%S%z", "1.2.2025 3:04:05+01:30", "2025-02-01T01:34:05Z"],
    ["%Y-%m-%d %I:%M %p%z", "2025-01-15 12:00 amZ", "2025-01-15T00:00:00Z"],
    ["%Y-%m-%d %I:%M %p%z", "2025-01-15 13:00 pmZ", "invalid_format"],
    ["100%% %Y-%j %H:%M%z", "100% 2024-366 00:00Z", "2024-12-31T00:00:00Z"],
    ["%Y-%j %H:%M%z", "2025-366 00:00Z", "invalid_format"],
  ] as [TimestampFormat, unknown, string][])("%j reads %s as %s", (format, value, expected) => {
    expect(readTime(format, value)).toBe(expected);
  });

  it.each([
    ["sql", "2025-01-15 23:30:00-05", "2025-01-15"],
    ["apache", "28/Nov/2026:23:12:03 -0500", "2026-11-28"],
    [{ format: "epoch_s", zone: "Asia/Tokyo" }, 1736953200, "2025-01-16"],
    ["%d.%m.%y", "15.01.69", "1969-01-15"],
    ["%d.%m.%y", "15.01.68", "2068-01-15"],
    ["%Y%m%d", "20250115", "2025-01-15"],
    ["%Y%m%d", "2025115", "invalid_format"],
  ] as [TimestampFormat, unknown, string][])("%j reads %s as the day %s", (format, value, day) => {
    expect(readTime(format, value, "date")).toBe(day);
  });
});

it("reads patterns in zones as Python's strptime and zoneinfo do, with gaps and folds", () => {
  const cases = JSON.parse(
    readFileSync(join(import.meta.dirname, "../../../../../fixtures/times/python.json"), "utf8"),
  ) as [`${string}%${string}`, string | null, string, string[]][];
  expect(cases.length).toBeGreaterThan(600);
  for (const [format, zone, text, instants] of cases) {
    const fold = (which: "earlier" | "later" | undefined) =>
      readTime(zone === null ? format : { format, zone, fold: which }, text);
    const [first, last] = [
      instants[0] ?? "nonexistent_time",
      instants.at(-1) ?? "nonexistent_time",
    ];
    const shown = `${text} by ${format} in ${zone}`;
    expect([shown, fold(undefined)]).toEqual([
      shown,
      instants.length > 1 ? "ambiguous_time" : first,
    ]);
    expect([shown, fold("earlier"), fold("later")]).toEqual([shown, first, last]);
  }
});

it("reads an epoch as exactly the number it is", () => {
  const limit = 253_402_300_799n * 10n ** 9n;
  fc.assert(
    fc.property(fc.bigInt({ min: -62_135_596_800n * 10n ** 9n, max: limit }), (nanos) => {
      const time = readTime("epoch_ns", nanos) as string;
      const [, seconds = "", fraction = ""] = /^(.*?)(?:\.(\d+))?Z$/.exec(time) ?? [];
      const whole = BigInt(Date.parse(`${seconds}Z`)) / 1000n;
      expect(whole * 10n ** 9n + BigInt(fraction.padEnd(9, "0"))).toBe(nanos);
      expect(readTime("epoch_ns", String(nanos))).toBe(time);
    }),
    { numRuns: propertyRuns(1000) },
  );
});
