import * as fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { bucketName, bucketStarts } from "../pages/dashboard/buckets.ts";
import {
  changed,
  otherView,
  type PageState,
  RANGES,
  type RangeName,
  rangeOf,
  readState,
  writeState,
} from "../pages/dashboard/page-state.ts";
import { VIEWS } from "../pages/dashboard/views.ts";

const text = fc.option(
  fc.string({ minLength: 1, unit: "binary" }).map((each) => each.toWellFormed()),
  { nil: undefined },
);
const instants = fc
  .tuple(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 4e10 }))
  .map(([from, length]) => ({
    from: new Date(from).toISOString(),
    to: new Date(from + length).toISOString(),
  }));
const presets = fc
  .constantFrom(...(Object.keys(RANGES) as RangeName[]))
  .map((range) => ({ range }));
const states: fc.Arbitrary<PageState> = fc
  .tuple(
    fc.oneof(instants, presets),
    fc.record({
      view: fc.constantFrom(...VIEWS),
      dataset: text,
      endpoint: text,
      code: text,
      source: text,
      table: text,
      cursor: text,
    }),
    fc.boolean(),
  )
  .map(([range, rest, errors]) => ({ ...range, ...rest, ...(errors && { errors }) }));

it("says all of a state in the address, and reads it from there", () => {
  fc.assert(
    fc.property(states, (state) => {
      const defined = Object.fromEntries(
        Object.entries(state).filter(([, value]) => value !== undefined),
      );
      expect(readState(writeState(state))).toEqual(defined);
    }),
    { numRuns: propertyRuns(300) },
  );
});

it("makes a state of any address", () => {
  fc.assert(
    fc.property(fc.webQueryParameters(), (search) => {
      const state = readState(`?${search}`);
      expect(VIEWS).toContain(state.view);
      const { from, to } = rangeOf(state, "2025-01-15T10:00:30Z");
      expect(from < to).toBe(true);
    }),
    { numRuns: propertyRuns(300) },
  );
});

it("ends a preset after the newest data, at a whole minute", () => {
  expect(rangeOf({ view: "runs", range: "1h" }, "2025-01-15T10:00:30.000Z")).toEqual({
    from: "2025-01-15T09:01:00.000Z",
    to: "2025-01-15T10:01:00.000Z",
  });
});

it("takes the range and the dataset along to another view, and nothing that was opened", () => {
  const state: PageState = { view: "quality", range: "30d", dataset: "api_logs", code: "too_big" };
  expect(readState(writeState(otherView(state, "runs")))).toEqual({
    view: "runs",
    range: "30d",
    dataset: "api_logs",
  });
});

it("cuts a range into buckets that cover it", () => {
  const range = { from: "2025-01-15T00:30:00Z", to: "2025-01-15T03:00:00Z" };
  const hours = bucketStarts(range, 3_600_000).map((start) =>
    new Date(start).toISOString().slice(11, 16),
  );
  expect(hours).toEqual(["00:00", "01:00", "02:00"]);
  expect([60_000, 900_000, 3_600_000, 86_400_000, 604_800_000].map(bucketName)).toEqual([
    "minute",
    "15 minutes",
    "hour",
    "day",
    "7 days",
  ]);
});

it("begins with the newest rows again once anything else is chosen", () => {
  const state = { view: "requests", range: "7d", endpoint: "/a", cursor: "c" } as const;
  expect(writeState(changed(state, { errors: true }))).toBe(
    "?view=requests&endpoint=%2Fa&errors=only",
  );
  expect(changed(state, { cursor: "d" }).cursor).toBe("d");
  expect(otherView(state, "runs").cursor).toBeUndefined();
});
