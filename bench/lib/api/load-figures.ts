import type { LoadRound } from "./load-case.ts";

/** The rounds of one API and one case, and the memory of its process. */
export interface Loaded {
  readonly api: string;
  readonly name: string;
  readonly rounds: readonly LoadRound[];
  readonly rssBeforeMiB: number;
  readonly rssAfterMiB: number;
}

const HEAD =
  "| API | case | requests/s | p50, ms | p99, ms | ms of processor | answers | wrong | errors | MiB before | at most | after |";
const RULE = "| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |";

/** A table of what came of the load. */
export function loadTable(loaded: readonly Loaded[]): string {
  return [HEAD, RULE, ...loaded.map((each) => `| ${cellsOf(each).join(" | ")} |`)].join("\n");
}

/** Answers that were wrong, or did not come. */
export function faultsOf(loaded: readonly Loaded[]): number {
  return loaded.reduce(
    (sum, { rounds }) => sum + total(rounds, "wrong") + total(rounds, "errors"),
    0,
  );
}

function cellsOf({ api, name, rounds, rssBeforeMiB, rssAfterMiB }: Loaded): (string | number)[] {
  const latencies = rounds.flatMap(({ latenciesMs }) => latenciesMs).sort((a, b) => a - b);
  const answers = latencies.length;
  const peak = Math.max(...rounds.map(({ rssPeakMiB }) => rssPeakMiB));
  return [
    api,
    name,
    (answers / total(rounds, "seconds")).toFixed(answers < 10_000 ? 1 : 0),
    percentile(latencies, 0.5).toFixed(1),
    percentile(latencies, 0.99).toFixed(1),
    (total(rounds, "cpuMs") / answers).toFixed(2),
    answers,
    total(rounds, "wrong"),
    total(rounds, "errors"),
    ...[rssBeforeMiB, peak, rssAfterMiB].map(Math.round),
  ];
}

function total(rounds: readonly LoadRound[], field: "seconds" | "cpuMs" | "wrong" | "errors") {
  return rounds.reduce((sum, each) => sum + each[field], 0);
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
