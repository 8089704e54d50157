import { afterEach, describe, expect, it } from "vitest";
import { logsOf, openNight } from "./night-cloud.ts";
import { FUNCTION_BATCH } from "./nightly.ts";

const { approval: _, ...QUIET } = FUNCTION_BATCH.steps;
const NIGHT = { ...FUNCTION_BATCH, steps: QUIET };
const opened: (() => Promise<void>)[] = [];

async function open(...input: Parameters<typeof openNight>) {
  const night = await openNight(...input);
  opened.push(() => night.close());
  return night;
}

afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

describe.each(["JSONata", "JSONPath"] as const)("in %s", (queryLanguage) => {
  it("a night goes from the scheduled time to a checked table, and a second firing changes nothing", async () => {
    const night = await open({ ...NIGHT, queryLanguage });
    await night.put("raw/2026/01/15/a.csv", logsOf("2026-01-15", 5));
    await night.put("raw/2026/01/15/b c+%ü.csv", logsOf("2026-01-15", 7));
    const first = await night.end(await night.start("start", { time: "2026-01-16T02:00:00Z" }));
    expect(first.output).toMatchObject({ day: "2026-01-15" });
    const run = await night.end(String(first.output["started"]));
    expect(run).toMatchObject({
      status: "SUCCEEDED",
      output: {
        figures: { files: 2, rowsWritten: 12, rowsRejected: 2, failed: 0 },
        checks: [{ check: "rows", status: "pass", observed: "12" }],
      },
    });
    const [told] = night.cloud.publishedMessages();
    expect(told?.subject).toBe("api-logs succeeded: 2026-01-15");
    expect(JSON.parse(told?.message ?? "")).toMatchObject({
      day: "2026-01-15",
      figures: { rowsWritten: 12 },
    });
    const second = await night.end(await night.start("start", { time: "2026-01-16T02:00:00Z" }));
    expect(second.output).toEqual({ ranAlready: "api-logs-2026-01-15", day: "2026-01-15" });
    expect(night.cloud.publishedMessages()).toHaveLength(1);
  });

  it("a day without files fails and says how to run it again, and so it does", async () => {
    const night = await open({ ...NIGHT, queryLanguage });
    const start = await night.end(await night.start("start", { day: "2026-01-15" }));
    const run = await night.end(String(start.output["started"]));
    expect(run).toMatchObject({ status: "FAILED", error: "EmptyDay" });
    expect(run.cause).toContain('start api-logs-start with {"day": "2026-01-15", "again": "2"}');
    await night.put("raw/2026/01/15/late.csv", logsOf("2026-01-15", 3));
    const again = await night.end(await night.start("start", { day: "2026-01-15", again: "2" }));
    expect(await night.end(String(again.output["started"]))).toMatchObject({ status: "SUCCEEDED" });
  });

  it("a late file is processed as it arrives, each version once", async () => {
    const night = await open({ ...NIGHT, queryLanguage });
    const key = "raw/2026/01/15/late.csv";
    const { ETag = "" } = await night.put(key, logsOf("2026-01-15", 3));
    const event = { key, etag: ETag.replaceAll('"', "") };
    const first = await night.end(await night.start("start", event));
    const run = await night.end(String(first.output["started"]));
    expect(run).toMatchObject({
      status: "SUCCEEDED",
      output: { day: "2026-01-15", figures: { files: 1 } },
    });
    const second = await night.end(await night.start("start", event));
    expect(second.output["ranAlready"]).toContain("api-logs-2026-01-15-");
  });

  it("a backfill runs every day once, passes over those that ran, and names those that failed", async () => {
    const night = await open({ ...NIGHT, queryLanguage });
    for (const day of ["2026-02-27", "2026-02-28", "2026-03-01"])
      await night.put(`raw/${day.replaceAll("-", "/")}/a.csv`, logsOf(day, 2));
    const range = { from: "2026-02-27", to: "2026-03-01" };
    const first = await night.end(await night.start("backfill", range));
    expect(first).toMatchObject({
      status: "SUCCEEDED",
      output: { days: 3, ran: 3, ranAlready: 0, failed: 0 },
    });
    expect(night.cloud.publishedMessages()).toEqual([]);
    const second = await night.end(await night.start("backfill", { ...range, to: "2026-03-02" }));
    expect(second).toMatchObject({ status: "FAILED", error: "DaysFailed" });
    expect(second.cause).toMatch(/^1 of 4 days failed: (\["2026-03-02"\]|2026-03-02)\. /);
  });

  it("by its roles alone a night has all the rights it needs, and a missing one is named", async () => {
    const night = await open({ ...NIGHT, queryLanguage }, { enforce: true });
    await night.put("raw/2026/01/15/a.csv", logsOf("2026-01-15", 5));
    const first = await night.end(await night.start("start", { day: "2026-01-15" }));
    expect(await night.end(String(first.output["started"]))).toMatchObject({ status: "SUCCEEDED" });
    const { name, trust, policy } = night.batch.roles.run;
    const Statement = policy.Statement.filter(({ Sid }) => Sid !== "TransformFiles");
    night.cloud.putRole(name, { trust, policies: { batch: { ...policy, Statement } } });
    const second = await night.end(await night.start("start", { day: "2026-01-15", again: "2" }));
    const run = await night.end(String(second.output["started"]));
    expect(run).toMatchObject({ status: "FAILED", error: "Lambda.AccessDeniedException" });
    expect(run.cause).toContain("not authorized to perform: lambda:InvokeFunction");
    expect(run.cause).toContain("Give the role");
  });

  it("whatever right its role lacks, the day fails by the name of the action, or is told all the same", async () => {
    const night = await open({ ...NIGHT, queryLanguage }, { enforce: true });
    await night.put("raw/2026/01/15/a.csv", logsOf("2026-01-15", 5));
    const { name, trust, policy } = night.batch.roles.run;
    const lacking = [
      ["TransformList", "s3:ListBucket", "FAILED"],
      ["TransformFiles", "lambda:InvokeFunction", "FAILED"],
      ["Tell", "sns:Publish", "SUCCEEDED"],
    ] as const;
    for (const [sid, action, status] of lacking) {
      const Statement = policy.Statement.filter(({ Sid }) => Sid !== sid);
      expect(Statement).toHaveLength(policy.Statement.length - 1);
      night.cloud.putRole(name, { trust, policies: { batch: { ...policy, Statement } } });
      const first = await night.end(await night.start("start", { day: "2026-01-15", again: sid }));
      const run = await night.end(String(first.output["started"]));
      const letters = await night.deadLetters();
      const told = `${run.cause ?? ""} ${letters.join(" ")} ${run.states.join(" ")}`;
      expect(run.status, told).toBe(status);
      expect(told).toContain(
        status === "FAILED" ? `not authorized to perform: ${action}` : "KeepSuccess",
      );
    }
  });

  it.each([
    [{ day: "2026-13-01" }],
    [{ day: "2026-02-31" }],
    [{ day: "2026-02-29" }],
    [{ time: "2026-02-31T02:00:00Z" }],
    [{ key: `${NIGHT.source.prefix}2026/02/31/a.csv`, etag: "x" }],
    [{ day: 5 }],
    [{ time: "yesterday" }],
    [{ key: "elsewhere/a.csv", etag: "x" }],
    [{ day: "2026-01-01", again: "a b" }],
    [{}],
  ])("%j starts nothing and says what to give", async (input) => {
    const night = await open({ ...NIGHT, queryLanguage });
    const ended = await night.end(await night.start("start", input));
    expect(ended).toMatchObject({ status: "FAILED", error: "BadInput" });
  });
});
