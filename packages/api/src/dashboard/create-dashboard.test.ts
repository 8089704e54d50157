import { apiLogs } from "@cloudapi/core";
import { memorySink } from "@cloudapi/transform";
import { expect, it } from "vitest";
import { ProblemError } from "../http/problem.ts";
import { createDashboard } from "./create-dashboard.ts";
import type { TablesData } from "./dashboard-data.ts";
import type { DashboardInput } from "./dashboard-input.ts";

const ENGINE: DashboardInput["engine"] = {
  run: async () => ({ columns: [], rows: [], scannedBytes: 0, engineMs: 0 }),
};
const DAY = "from=2025-01-14T00:00:00Z&to=2025-01-15T00:00:00Z";

function dashboardWith(input: Partial<DashboardInput> = {}) {
  return createDashboard({ engine: ENGINE, requests: { table: "api_logs" }, ...input });
}

async function get(path: string, input: Partial<DashboardInput> = {}, init: RequestInit = {}) {
  return dashboardWith(input).fetch(new Request(`http://localhost${path}`, init));
}

async function problemOf(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return (await response.json()) as { code: string; detail: string };
}

it("serves a page whose files are all there, under a policy that allows no others", async () => {
  const response = await get("/dashboard");
  const policy = response.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(policy).not.toContain("unsafe");
  const html = await response.text();
  expect(html).not.toMatch(/<script>|<style|style=|onclick=/);
  const files = [...html.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, file]) => file ?? "");
  expect(files.length).toBeGreaterThan(4);
  for (const file of files) {
    const asset = await get(`/${file}`);
    expect([file, asset.status]).toEqual([file, 200]);
  }
});

it("serves scripts without their types, each of which finds what it imports", async () => {
  const seen = new Set(["main.js"]);
  for (const name of seen) {
    const response = await get(`/dashboard/assets/${name}`);
    expect([name, response.status, response.headers.get("content-type")]).toEqual([
      name,
      200,
      "text/javascript; charset=utf-8",
    ]);
    const text = await response.text();
    expect(text).not.toMatch(/^\s*import type|^export interface/m);
    for (const [, path = ""] of text.matchAll(/ from "(\.[^"]+)"/g))
      seen.add(new URL(path, `http://x/${name}`).pathname.slice(1));
  }
  expect(seen.size).toBeGreaterThan(12);
});

it("answers 304 to who has a file already", async () => {
  const first = await get("/dashboard/assets/style.css");
  const etag = first.headers.get("etag") ?? "";
  const again = await get(
    "/dashboard/assets/style.css",
    {},
    { headers: { "if-none-match": etag } },
  );
  expect([etag.length > 10, again.status, await again.text()]).toEqual([true, 304, ""]);
});

it("has only the views that it has data for, and nothing beside its files", async () => {
  const config = (await (await get("/dashboard/data/config")).json()) as { views: string[] };
  expect(config.views).toEqual(["requests"]);
  for (const path of [
    "data/business",
    "data/nothing",
    "assets/index.html",
    "assets/../package.json",
    "assets/toString",
  ]) {
    const response = await get(`/dashboard/${path}?${DAY}`);
    expect([path, response.status, (await problemOf(response)).code]).toEqual([
      path,
      404,
      "NOT_FOUND",
    ]);
  }
  expect(() => createDashboard({ engine: ENGINE })).toThrow("there is nothing to show");
  expect(() => dashboardWith({ cursorSecret: "short" })).toThrow("at least 32 characters");
});

it.each([
  ["", "from: "],
  ["from=2025-01-14T00:00:00Z", "to: "],
  ["from=yesterday&to=2025-01-14T00:00:00Z", "from: "],
  ["from=2025-01-15T00:00:00Z&to=2025-01-14T00:00:00Z", "later than"],
  ["from=1925-01-15T00:00:00Z&to=2025-01-14T00:00:00Z", "at most 400 days"],
  [`${DAY}&endpont=%2Fa`, "endpont: There is no such parameter"],
  [`${DAY}&endpoint=%2Fa&endpoint=%2Fb`, "endpoint: Give it once"],
  [`${DAY}&endpoint=${"a".repeat(2_000)}`, "endpoint: "],
  [`${DAY}&errors=all`, "errors: "],
  [`${DAY}&endpoint=%00`, "endpoint: it holds a NUL character"],
  ["from=0000-01-01T00:00:00Z&to=0000-01-02T00:00:00Z", "of the years 1 to 9999"],
  ["from=9999-12-31T00:00:00Z&to=9999-12-31T23:00:00-05:00", "of the years 1 to 9999"],
])("refuses the question %s", async (search, words) => {
  const response = await get(`/dashboard/data/requests?${search}`);
  const { code, detail } = await problemOf(response);
  expect([response.status, code]).toEqual([400, "INVALID_PARAMETER"]);
  expect(detail).toContain(words);
});

it("tells neither SQL nor stack of what went wrong inside, but whoever listens", async () => {
  const faults: unknown[] = [];
  const error = new Error("line 1: SELECT secret");
  const engine = { run: () => Promise.reject(error) };
  const response = await get(`/dashboard/data/requests?${DAY}`, {
    engine,
    onFault: (fault) => faults.push(fault),
  });
  const text = await response.text();
  expect(response.status).toBe(502);
  expect(text).not.toContain("SELECT");
  expect(faults).toEqual([
    { requestId: (JSON.parse(text) as { requestId: string }).requestId, error },
  ]);
});

it("shows the tables that can be read beside one that can't, of which whoever listens hears why", async () => {
  const faults: unknown[] = [];
  const denied = new Error("Access Denied");
  const closed = new Proxy(memorySink(), {
    get: (sink, name) =>
      typeof Reflect.get(sink, name) === "function"
        ? () => {
            throw denied;
          }
        : (Reflect.get(sink, name) as unknown),
  });
  const response = await get(`/dashboard/data/tables?${DAY}`, {
    tables: [
      { table: "closed", dataset: apiLogs, sink: closed },
      { table: "open", dataset: apiLogs, sink: memorySink() },
    ],
    onFault: ({ error }) => faults.push(error),
  });
  const { tables } = (await response.json()) as TablesData;
  expect(tables.map(({ table, fault }) => [table, fault])).toEqual([
    ["closed", "its files can't be read. The server's log says why."],
    ["open", null],
  ]);
  expect(faults).toEqual([denied]);
});

it("answers also where whoever listens to faults fails", async () => {
  const response = await get(`/dashboard/data/requests?${DAY}`, {
    engine: { run: () => Promise.reject(new Error("down")) },
    onFault: () => {
      throw new Error("no log");
    },
  });
  expect((await problemOf(response)).code).toBe("ENGINE_FAILED");
});

it("stops a query that takes too long, and one whose client has gone", async () => {
  const stopped: unknown[] = [];
  const engine: DashboardInput["engine"] = {
    run: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          stopped.push(signal.reason);
          reject(signal.reason as Error);
        });
      }),
  };
  const late = await get(`/dashboard/data/requests?${DAY}`, { engine, limits: { timeoutMs: 20 } });
  expect([late.status, (await problemOf(late)).code]).toEqual([504, "QUERY_TIMED_OUT"]);
  const signal = AbortSignal.timeout(10);
  const ended = await get(`/dashboard/data/requests?${DAY}`, { engine }, { signal });
  expect([ended.status, (await problemOf(ended)).code]).toEqual([504, "QUERY_TIMED_OUT"]);
  const controller = new AbortController();
  const gone = get(`/dashboard/data/requests?${DAY}`, { engine }, { signal: controller.signal });
  setTimeout(() => controller.abort(), 10);
  expect((await gone).status).toBe(499);
  expect(stopped.length).toBeGreaterThanOrEqual(3);
});

it("lets in whom it is told to, also to its files", async () => {
  const authorize = (request: Request) => {
    if (request.headers.get("authorization") !== "yes")
      throw new ProblemError({
        status: 401,
        code: "UNAUTHENTICATED",
        title: "Who asks?",
        detail: "Say so.",
      });
  };
  for (const path of ["", "/assets/main.js", "/data/config", `/data/requests?${DAY}`]) {
    const refused = await get(`/dashboard${path}`, { authorize });
    expect([path, refused.status]).toEqual([path, 401]);
    const headers = { authorization: "yes" };
    const let_in = await get(`/dashboard${path}`, { authorize }, { headers });
    expect([path, let_in.status]).toEqual([path, 200]);
  }
});

it("is only read", async () => {
  const response = await get("/dashboard", {}, { method: "POST" });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
});

it("refuses options that there aren't", () => {
  expect(() => dashboardWith({ titel: "x" } as never)).toThrow("titel");
  expect(() => dashboardWith({ limits: { timeout: 1 } as never })).toThrow("timeout");
});
