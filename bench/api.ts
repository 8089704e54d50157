import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type LoadCase, type LoadRound, loadCases, runLoad } from "./lib/api/load-case.ts";
import { faultsOf, type Loaded, loadTable } from "./lib/api/load-figures.ts";
import { type Started, startProcess } from "./lib/api/start-process.ts";
import { bundleScripts } from "./lib/contestants.ts";

/**
 * Load on an API over the embedded cloud, and on the same two endpoints in FastAPI and PyAthena, by turns, all on loopback:
 * `node bench/api.ts --python PATH`. The Python has what bench/requirements-api.txt says; without it there is no peer.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    rounds: { type: "string", default: "6" },
    connections: { type: "string", default: "10" },
    poll: { type: "string", default: "0.01" },
    python: { type: "string" },
    only: { type: "string" },
  },
});
const rounds = Number(values.rounds);
const options = {
  seconds: Number(values.seconds) / rounds,
  connections: Number(values.connections),
};
const WARM_SECONDS = 3;

const out = join(import.meta.dirname, "out");
await bundleScripts(["api-process.ts"], out);
const script = join(out, "api-process.mjs");
const cloud = await startProcess(process.execPath, [script, "cloud"]);
const servers = new Map<string, Started>();
try {
  servers.set("cloudapi", await startProcess(process.execPath, [script, "api", cloud.url]));
  if (values.python !== undefined) {
    const args = [join(import.meta.dirname, "api_peer.py"), cloud.url, values.poll];
    servers.set("FastAPI + PyAthena", await startProcess(values.python, args));
  }
  const loaded: Loaded[] = [];
  for (const each of loadCases().filter(({ name }) => (values.only ?? name) === name))
    loaded.push(...(await compare(each)));
  console.log(
    `${values.seconds} s a case in ${rounds} turns, ${values.connections} connections, Node ${process.version}, ${availableParallelism()} cores of ${cpus()[0]?.model ?? "an unknown processor"}:\n`,
  );
  console.log(loadTable(loaded));
  process.exitCode = faultsOf(loaded) === 0 ? 0 : 1;
} finally {
  for (const each of [...servers.values(), cloud]) await each.stop();
}

/** Both by turns: what else the machine does falls on both. */
async function compare(each: LoadCase): Promise<Loaded[]> {
  const found = new Map<string, { rssBeforeMiB: number; rounds: LoadRound[] }>();
  for (const [api, server] of servers) {
    // What is loaded and compiled once is no part of the figures.
    await runLoad(server, each, { ...options, seconds: WARM_SECONDS });
    found.set(api, { rssBeforeMiB: await server.rssMiB(), rounds: [] });
  }
  for (let turn = 0; turn < rounds; turn++)
    for (const [api, server] of servers)
      found.get(api)?.rounds.push(await runLoad(server, each, options));
  return Promise.all(
    [...servers].map(async ([api, server]) => ({
      api,
      name: each.name,
      rssAfterMiB: await server.rssMiB(),
      ...(found.get(api) ?? { rssBeforeMiB: 0, rounds: [] }),
    })),
  );
}
