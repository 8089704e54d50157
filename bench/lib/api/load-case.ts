import autocannon, { type Options, type Result } from "autocannon";
import { PAGE, pageFrom, ROWS } from "./orders.ts";
import type { Started } from "./start-process.ts";

/** What a case does to an API. */
export interface LoadCase {
  readonly name: string;
  /** The first id of the page that the next request asks for. */
  readonly next: () => number;
}

/** The same page every time, and each time one that nobody has asked for. */
export function loadCases(): LoadCase[] {
  let asked = 0;
  return [
    { name: "cached list", next: () => 1000 },
    // A step that is prime to the number of pages: none comes twice before all have.
    { name: "uncached list", next: () => (++asked * 7919) % (ROWS - PAGE) },
  ];
}

/** What some seconds of load came to. */
export interface LoadRound {
  readonly latenciesMs: readonly number[];
  readonly seconds: number;
  readonly cpuMs: number;
  /** Answers that are not 200, or have a row too many, too few or another. */
  readonly wrong: number;
  /** Connections that broke, and answers that did not come. */
  readonly errors: number;
  readonly rssPeakMiB: number;
}

/** How hard. */
export interface LoadOptions {
  readonly seconds: number;
  readonly connections: number;
}

/** Requests for some seconds, as many at once as there are connections; every answer is looked at. */
export async function runLoad(
  { url, rssMiB, cpuMs }: Started,
  { next }: LoadCase,
  { seconds, connections }: LoadOptions,
): Promise<LoadRound> {
  const latenciesMs: number[] = [];
  let wrong = 0;
  let rssPeakMiB = await rssMiB();
  const look = setInterval(() => {
    void rssMiB().then((now) => {
      rssPeakMiB = Math.max(rssPeakMiB, now);
    });
  }, 500);
  const cpuBefore = await cpuMs();
  const result = await fire(latenciesMs, {
    url,
    connections,
    duration: seconds,
    requests: [
      {
        setupRequest: (request, context) => {
          const first = next();
          Object.assign(context, { first });
          return { ...request, path: `/api/orders?id.gte=${first}&limit=${PAGE}` };
        },
        onResponse: (status, body, context) => {
          if (status !== 200 || !isPage(body, (context as { first: number }).first)) wrong++;
        },
      },
    ],
  });
  clearInterval(look);
  return {
    latenciesMs,
    seconds: result.duration,
    cpuMs: (await cpuMs()) - cpuBefore,
    wrong,
    errors: result.errors,
    rssPeakMiB,
  };
}

function fire(latenciesMs: number[], options: Options): Promise<Result> {
  return new Promise((resolve, reject) => {
    const instance = autocannon(options, (error, result) => {
      if (error === null) resolve(result);
      else reject(error as Error);
    });
    instance.on("response", (_client, _status, _bytes, ms) => latenciesMs.push(ms));
  });
}

/** The text of the pages that come again. */
const known = new Map<number, string>();

function isPage(body: string, first: number): boolean {
  const expected = known.get(first) ?? JSON.stringify(pageFrom(first));
  if (known.size < 1_000) known.set(first, expected);
  return JSON.stringify((JSON.parse(body) as { items: unknown }).items) === expected;
}
