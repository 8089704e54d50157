import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type OpenApiDocument, postmanCollection } from "@cloudapi/api";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runCollection } from "../../scripts/lib/run-collection.ts";
import { testServer } from "../../scripts/lib/test-server.ts";
import { LAKE_REQUESTS } from "../lib/api/lake-requests.ts";
import {
  axeFaults,
  openBrowser,
  openPage,
  THEMES,
  type WatchedPage,
  WIDTHS,
} from "../lib/testing/open-browser.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 310_000 });

const script = resolve(import.meta.dirname, "../07-api.ts");
const chromium = testServer("CLOUDAPI_TEST_CHROMIUM");
const tools = testServer("CLOUDAPI_TEST_API_TOOLS");
const axe = testServer("CLOUDAPI_TEST_AXE") ?? "";
/** Where pictures of the views are put; they are part of the pages when it is docs/images. */
const pictures = process.env["CLOUDAPI_TEST_PICTURES"];

const VIEWS = {
  requests: { title: "Requests", search: "?view=requests" },
  quality: { title: "Data quality", search: "?view=quality" },
  tables: { title: "Tables", search: "?view=tables&table=api_logs" },
  cost: { title: "Cost", search: "?view=cost&range=1h" },
  runs: { title: "Runs", search: "?view=runs" },
  business: { title: "Business", search: "?view=business" },
} as const;

let server: ChildProcess;
let output = "";
let address = "";

beforeAll(async () => {
  server = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script], {
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const add = (chunk: Buffer) => {
    output += chunk.toString();
  };
  server.stdout?.on("data", add);
  server.stderr?.on("data", add);
  const ended = once(server, "exit").then(() => {
    throw new Error(`It ended:\n${output}`);
  });
  const said = vi.waitFor(
    () => {
      address = /(http:\/\/127\.0\.0\.1:\d+)\/dashboard/.exec(output)?.[1] ?? "";
      if (address === "") throw new Error(`It says no address:\n${output}`);
    },
    { timeout: 300_000, interval: 200 },
  );
  await Promise.race([said, ended]);
  // It ends when it is told to, at the end.
  ended.catch(() => undefined);
});

afterAll(async () => {
  if (server.exitCode === null) server.kill("SIGKILL");
});

it("prints where the dashboard, the documentation and its document are, each of which answers", async () => {
  for (const path of ["/dashboard", "/docs", "/openapi.json", "/postman.json"]) {
    expect(output).toContain(`${address}${path}`);
    const response = await fetch(`${address}${path}`);
    expect([path, response.status]).toEqual([path, 200]);
  }
});

it("has a collection of sixteen requests, which is made of its document", async () => {
  const document = (await (await fetch(`${address}/openapi.json`)).json()) as OpenApiDocument;
  const collection = postmanCollection(document, { requests: LAKE_REQUESTS });
  expect(collection.item).toHaveLength(16);
  // Written anew by `vitest -u`.
  await expect(`${JSON.stringify(collection, null, 2)}\n`).toMatchFileSnapshot(
    "../07-api.postman_collection.json",
  );
});

it.skipIf(tools === undefined)(
  "answers all sixteen as the collection checks, in Newman",
  async () => {
    const file = resolve(import.meta.dirname, "../07-api.postman_collection.json");
    const collection: unknown = JSON.parse(await readFile(file, "utf8"));
    const run = await runCollection(tools ?? "", collection, { baseUrl: address });
    expect(run).toMatchObject({ requests: 16, failures: [] });
    expect(run.assertions).toBeGreaterThanOrEqual(3 * 16);
  },
);

it("counts each row of the logs once: what was sent in is in the requests or in the quarantine", async () => {
  const range = `from=${new Date(Date.now() - 5 * 86_400_000).toISOString()}&to=${new Date(Date.now() + 3_600_000).toISOString()}`;
  const requests = await data(`requests?${range}`);
  const quality = await data(`quality?${range}`);
  expect(requests.total.requests + quality.rejected).toBe(22_500);
  const sum = (list: { requests: number }[]) =>
    list.reduce((total, each) => total + each.requests, 0);
  expect(sum(requests.overTime)).toBe(requests.total.requests);
  expect(sum(requests.endpoints)).toBe(requests.total.requests);
});

it("answers every route of the API, and every view", async () => {
  const document = (await (await fetch(`${address}/openapi.json`)).json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  const values: Readonly<Record<string, string>> = { categoria: "kitchen", category: "kitchen" };
  const query = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ sql: "SELECT count(*) AS n FROM ms1_orders" }),
  };
  const [from, to] = ["2025-01-01T00:00:00Z", "2025-01-21T00:00:00Z"];
  const views = "requests rows quality quarantine tables cost runs business config".split(" ");
  const requests = [
    ...Object.entries(document.paths).map(([path, item]) => ({
      path: path.replaceAll(/\{([^{}]{1,100})\}/g, (_, name: string) => values[name] ?? "1"),
      init: "post" in item ? query : {},
    })),
    ...views.map((view) => ({ path: `/dashboard/data/${view}?from=${from}&to=${to}`, init: {} })),
  ];
  expect(requests.length).toBeGreaterThan(50);
  for (const { path, init } of requests) {
    const { status } = await fetch(`${address}${path}`, init);
    expect([path, status]).toEqual([path, 200]);
  }
});

interface Data {
  readonly total: { readonly requests: number };
  readonly overTime: { requests: number }[];
  readonly endpoints: { requests: number }[];
  readonly rejected: number;
}

async function data(path: string): Promise<Data> {
  const response = await fetch(`${address}/dashboard/data/${path}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Data;
}

describe.skipIf(chromium === undefined || axe === "")("in Chromium", () => {
  let browser: Browser;
  const opened: WatchedPage[] = [];

  beforeAll(async () => {
    browser = await openBrowser(chromium ?? "");
  });

  afterAll(async () => {
    await browser?.close();
  });

  /** A view of the dashboard, once its data is there. */
  async function open(search: string): Promise<WatchedPage> {
    const watched = await openPage(browser, address);
    opened.push(watched);
    await watched.page.goto(`/dashboard${search}`);
    await loaded(watched);
    return watched;
  }

  async function loaded({ page }: WatchedPage): Promise<void> {
    await page.locator("#status", { hasText: /loaded\.|Failed\./ }).waitFor({ state: "attached" });
  }

  it.for(Object.entries(VIEWS))(
    "the view %s has no fault in light and dark at 1440, 768 and 375 pixels",
    async ([name, { title, search }]) => {
      const watched = await open(search);
      const { page } = watched;
      expect(await page.title()).toBe(`${title} – Data lake`);
      expect(await page.locator("h1").textContent()).toBe(title);
      expect(await page.locator(".tile").count()).toBeGreaterThan(0);
      for (const colorScheme of THEMES)
        for (const width of WIDTHS) {
          const which = `${name} ${colorScheme} ${width}`;
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          await page.setViewportSize({ width, height: 900 });
          expect([which, await axeFaults(page, axe)]).toEqual([which, []]);
          const overflow = await page.evaluate<number>(
            "document.documentElement.scrollWidth - innerWidth",
          );
          expect([which, overflow]).toEqual([which, 0]);
          if (pictures !== undefined)
            await page.screenshot({
              path: join(pictures, `dashboard-${name}-${colorScheme}-${width}.png`),
            });
        }
      expect(watched.complaints).toEqual([]);
      await watched.close();
    },
  );

  it("goes from an endpoint to its rows and back, with all of it in the address", async () => {
    const watched = await open("?range=30d");
    const { page } = watched;
    await page.getByRole("link", { name: "/api/search", exact: true }).click();
    await page.getByRole("heading", { name: "The newest 100 rows" }).waitFor();
    expect(new URL(page.url()).search).toBe("?view=requests&range=30d&endpoint=%2Fapi%2Fsearch");
    const cells = await page
      .getByRole("region", { name: "The newest 100 rows" })
      .locator("tbody tr td:nth-child(2)")
      .allTextContents();
    expect([cells.length, new Set(cells)]).toEqual([100, new Set(["/api/search"])]);
    await page.goBack();
    await page.getByRole("heading", { name: "The newest 100 rows" }).waitFor({ state: "detached" });
    await page.goForward();
    await page.getByRole("heading", { name: "The newest 100 rows" }).waitFor();
    expect(watched.complaints).toEqual([]);
    await watched.close();
  });

  it("shows a rejected row's text with each of its faults", async () => {
    const watched = await open("?view=quality&code=too_big");
    const { page } = watched;
    const first = page.locator("details.rejected").first();
    await first.locator("summary").click();
    expect(await first.locator("pre").textContent()).toContain('"status_code":999');
    expect(await first.locator(".issues").textContent()).toContain("expected at most 599");
    expect(await axeFaults(page, axe)).toEqual([]);
    expect(watched.complaints).toEqual([]);
    await watched.close();
  });

  it("is used by keyboard alone: the skip link, the views, and the focus goes where they begin", async () => {
    const watched = await open("?view=runs");
    const { page } = watched;
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").textContent()).toBe("Skip to the content");
    for (const _ of ["Requests", "Data quality", "Tables"]) await page.keyboard.press("Tab");
    expect(await page.locator(":focus").textContent()).toBe("Tables");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Tables" }).waitFor();
    expect(await page.locator(":focus").getAttribute("id")).toBe("content");
    expect(watched.complaints).toEqual([]);
    await watched.close();
  });

  it("says that there is nothing, and offers a longer range", async () => {
    const watched = await open("?view=requests&from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z");
    const { page } = watched;
    expect(await page.locator("#view").textContent()).toContain(
      "No request was logged in this range.",
    );
    expect(await axeFaults(page, axe)).toEqual([]);
    await page.getByRole("link", { name: "Look at 90 days" }).click();
    await page.getByRole("heading", { name: "Endpoints" }).waitFor();
    expect(watched.complaints).toEqual([]);
    await watched.close();
  });

  it.for(Object.entries(VIEWS))(
    "the view %s says that it is loading, what went wrong, and tries again when asked to",
    async ([name, { title, search }]) => {
      const watched = await openPage(browser, address);
      const { page } = watched;
      const problem = {
        title: "The query engine could not answer.",
        detail: "It is busy.",
        requestId: "r-1",
      };
      const release = Promise.withResolvers<void>();
      const pattern = new RegExp(`/dashboard/data/${name}\\?`);
      await page.route(pattern, async (route) => {
        await release.promise;
        await route.fulfill({ status: 503, json: problem });
      });
      await page.goto(`/dashboard${search}`);
      await page.locator("#status", { hasText: `${title}: loading.` }).waitFor({
        state: "attached",
      });
      expect(await page.locator("#view").getAttribute("aria-busy")).toBe("true");
      expect(await page.locator("#view .bone").count()).toBe(3);
      expect(await axeFaults(page, axe)).toEqual([]);
      release.resolve();
      const alert = page.getByRole("alert").filter({ hasText: "This could not be loaded" });
      await alert.waitFor();
      expect(await alert.textContent()).toContain("It is busy.Request r-1");
      expect(await page.locator("#view").getAttribute("aria-busy")).toBeNull();
      expect(await axeFaults(page, axe)).toEqual([]);
      await page.unroute(pattern);
      await page.getByRole("button", { name: "Try again" }).click();
      await page.locator("#status", { hasText: `${title}: loaded.` }).waitFor({
        state: "attached",
      });
      expect(await page.locator(".tile").count()).toBeGreaterThan(0);
      await watched.close();
    },
  );

  it("goes on to older rows and back to the newest, from where the keyboard is", async () => {
    const watched = await open("?range=30d&endpoint=%2Fapi%2Fsearch");
    const { page } = watched;
    const first = page.locator("#rows tbody th").first();
    const newest = await first.textContent();
    await page.getByRole("link", { name: "Older rows" }).click();
    await page.getByRole("heading", { name: "100 older rows" }).waitFor();
    const older = await first.textContent();
    expect((older ?? "") < (newest ?? "")).toBe(true);
    expect(await page.locator(":focus").getAttribute("id")).toBe("rows");
    expect(await axeFaults(page, axe)).toEqual([]);
    await page.reload();
    await page.getByRole("heading", { name: "100 older rows" }).waitFor();
    expect(await first.textContent()).toBe(older);
    await page.getByRole("link", { name: "Newest rows" }).click();
    await page.getByRole("heading", { name: "The newest 100 rows" }).waitFor();
    expect(await first.textContent()).toBe(newest);
    expect(watched.complaints).toEqual([]);
    await watched.close();
  });

  it("leaves the keyboard where it chose a range", async () => {
    const watched = await open("?view=runs");
    const { page } = watched;
    await page.getByRole("link", { name: "30 days" }).press("Enter");
    await page.locator('[aria-current="true"]', { hasText: "30 days" }).waitFor();
    expect(await page.locator(":focus").textContent()).toBe("30 days");
    await loaded(watched);
    expect(await page.locator(":focus").textContent()).toBe("30 days");
    await watched.close();
  });

  it("prints without what only a screen has a use for", async () => {
    const watched = await open("?view=business");
    const { page } = watched;
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.locator("nav").isVisible()).toBe(false);
    expect(await page.getByRole("heading", { name: "Top products" }).isVisible()).toBe(true);
    const background = await page.evaluate<string>(
      "getComputedStyle(document.body).backgroundColor",
    );
    expect(background).toBe("rgb(255, 255, 255)");
    expect((await page.pdf()).subarray(0, 5).toString()).toBe("%PDF-");
    await watched.close();
  });

  it("has a page of the document, from which a request is sent and answered", async () => {
    const watched = await openPage(browser, address);
    const { page } = watched;
    await page.goto("/docs");
    await page.locator(".opblock-get").first().click();
    expect(await page.locator(".errors-wrapper").count()).toBe(0);
    await page.locator(".opblock-get .execute").first().click();
    await page.locator(".live-responses-table .response-col_status", { hasText: "200" }).waitFor();
    expect(watched.complaints).toEqual([]);
    await watched.close();
  });
});

it("ends cleanly when it is told to", async () => {
  server.kill("SIGTERM");
  const [code] = (await once(server, "exit")) as [number | null];
  expect([code, output]).toEqual([0, output]);
});

it("was denied nothing by its policy, and used what that allows", () => {
  expect(output).toMatch(/Under its policy: \d{3,} accesses allowed, 0 denied\./);
  const [, unused = ""] = /Allowed and not used: (.*)\./.exec(output) ?? [];
  // What Athena does with results that are large or fail, and with a query that is called off.
  const rare = [
    "s3:AbortMultipartUpload",
    "s3:ListBucketMultipartUploads",
    "s3:ListMultipartUploadParts",
    "athena:StopQueryExecution",
  ];
  expect(unused.split(", ").filter((action) => !rare.includes(action))).toEqual([]);
});
