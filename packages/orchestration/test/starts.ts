import type { Start } from "./starters.ts";

const KEY = "raw/2026/01/20/late.csv";

/** In this order: what ran before is there when the next one is started. */
export const STARTS: Readonly<Record<string, Start>> = {
  "the schedule starts the run of the day before": {
    machine: "start",
    input: { time: "2026-01-16T02:00:00Z" },
  },
  "a second firing of the schedule starts nothing": {
    machine: "start",
    input: { time: "2026-01-16T02:00:05Z" },
  },
  "the day before the first of March, in a leap year": {
    machine: "start",
    input: { time: "2028-03-01T00:30:00Z" },
  },
  "the day before New Year's Day": { machine: "start", input: { time: "2027-01-01T23:59:59Z" } },
  "a day that is named": { machine: "start", input: { day: "2026-01-18" } },
  "the same day again under a label": {
    machine: "start",
    input: { day: "2026-01-18", again: "2" },
  },
  "the same day under the same label": {
    machine: "start",
    input: { day: "2026-01-18", again: "2" },
  },
  "a day that fails is started all the same": {
    machine: "start",
    input: { day: "2026-03-02", again: "own" },
  },
  "a file that arrives": { machine: "start", input: { key: KEY, etag: "9bb58f26192e4ba0-5" } },
  "the same version of a file": {
    machine: "start",
    input: { key: KEY, etag: "9bb58f26192e4ba0-5" },
  },
  "another version of it": { machine: "start", input: { key: KEY, etag: "0cc175b9c0f1b6a8" } },
  "a file elsewhere": { machine: "start", input: { key: "other/a.csv", etag: "x" } },
  "a day that there is not": { machine: "start", input: { day: "2026-13-01" } },
  "a time that is none": { machine: "start", input: { time: "yesterday" } },
  "nothing at all": { machine: "start", input: {} },
  "a backfill over the end of a month": {
    machine: "backfill",
    input: { from: "2026-02-26", to: "2026-03-01" },
  },
  "a backfill of one day under a label": {
    machine: "backfill",
    input: { from: "2026-02-27", to: "2026-02-27", again: "b" },
  },
  "a backfill with a day that fails": {
    machine: "backfill",
    input: { from: "2026-03-02", to: "2026-03-04" },
  },
  "a backfill that ends before it begins": {
    machine: "backfill",
    input: { from: "2026-03-02", to: "2026-03-01" },
  },
  "a backfill without an end": { machine: "backfill", input: { from: "2026-03-02" } },
};

/** A day that has run is passed over: of MiniStack's nested executions, two may have one name. */
export const REPEATED: Readonly<Record<string, Start>> = {
  "a backfill over days that have run": {
    machine: "backfill",
    input: { from: "2026-02-25", to: "2026-03-01" },
  },
};

/** In JSONPath Step Functions itself says that a name is wrong; the others take any. */
export const LABELLED: Readonly<Record<string, Start>> = {
  "a label that can't be part of a name": {
    machine: "start",
    input: { day: "2026-01-18", again: "a b" },
  },
};
