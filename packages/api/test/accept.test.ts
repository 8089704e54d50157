import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import type * as z from "zod";
import type { problemSchema } from "../src/http/problem.ts";
import { createApi } from "../src/index.ts";
import { fakeEngine } from "./support/fake-engine.ts";

async function answerTo(path: string, accept: string) {
  const engine = fakeEngine([]);
  const api = createApi({ engine, datasets: [apiLogs] });
  const request = new Request(`http://localhost${path}`, { headers: { accept } });
  const answer = await api.fetch(request);
  return { answer, asked: engine.asked.length };
}

it("gives who takes no JSON a problem, and asks the engine nothing", async () => {
  const { answer, asked } = await answerTo("/api/api_logs", "text/csv, application/json;q=0");
  expect([answer.status, asked]).toEqual([406, 0]);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const { code, detail, errors } = (await answer.json()) as z.output<typeof problemSchema>;
  expect([code, errors?.[0]?.name]).toEqual(["NOT_ACCEPTABLE", "accept"]);
  expect(detail).toContain("Ask with Accept: application/json");
});

it("answers a browser, which takes anything after pages", async () => {
  const { answer, asked } = await answerTo("/api/api_logs", "text/html,*/*;q=0.8");
  expect([answer.status, asked]).toEqual([200, 1]);
});

it("gives its document to tools that have names of their own for it", async () => {
  const { answer } = await answerTo("/openapi.json", "application/vnd.oai.openapi+json");
  expect(answer.status).toBe(200);
});
