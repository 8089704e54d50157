import type { BenchCase, Peer } from "./cases.ts";
import { PEER_TITLES } from "./contestants.ts";
import { median, type Outcome, type Outcomes } from "./measure.ts";

/** What the contestants of a case took, as medians. */
export interface Figure {
  readonly title: string;
  readonly rows: number;
  /** Of processor time; by the clock where the title says so. */
  readonly timeMs: number;
  readonly peakRssMiB: number;
  readonly peers: readonly PeerFigure[];
}

/** A peer of a case, and how many times as fast this library is as it. */
export interface PeerFigure {
  readonly name: string;
  readonly timeMs: number;
  readonly peakRssMiB: number;
  readonly ratio: number;
}

/** The medians of a case. */
export function figureOf(
  { title, rows, isByClock }: Pick<BenchCase, "title" | "rows" | "isByClock">,
  outcomes: Outcomes,
): Figure {
  const timeOf = ({ durationMs, cpuMs }: Outcome) => (isByClock === true ? durationMs : cpuMs);
  const [[, own = []] = [], ...others] = outcomes;
  const timeMs = median(own.map(timeOf));
  return {
    title,
    rows,
    timeMs,
    peakRssMiB: median(own.map((outcome) => outcome.peakRssMiB)),
    peers: others.map(([name, theirs]) => {
      const peerMs = median(theirs.map(timeOf));
      return {
        name: PEER_TITLES[name as Peer],
        timeMs: peerMs,
        peakRssMiB: median(theirs.map((outcome) => outcome.peakRssMiB)),
        ratio: Math.round((100 * peerMs) / timeMs) / 100,
      };
    }),
  };
}

/** The figures as a table in Markdown. */
export function tableOf(figures: readonly Figure[]): string {
  const lines = figures.flatMap(({ title, rows, timeMs, peakRssMiB, peers }) =>
    peers.map(
      (peer) =>
        `| ${title} | ${rows.toLocaleString("en-US")} | ${seconds(timeMs)} | ${peakRssMiB} | ${peer.name} | ${seconds(peer.timeMs)} | ${peer.peakRssMiB} | ${peer.ratio.toFixed(2)} |`,
    ),
  );
  return [
    "| input | rows | cloudapi, s | MiB | peer | s | MiB | ratio |",
    "| --- | --: | --: | --: | --- | --: | --: | --: |",
    ...lines,
  ].join("\n");
}

const ROW = 22;
const LEFT = 420;
const WIDTH = 760;

/** The figures as bars: the ratio of processor times, and a line where both are alike. */
export function chartOf(figures: readonly Figure[]): string {
  const bars = figures.flatMap(({ title, peers }) =>
    peers.map(({ name, ratio }) => ({ label: `${title}, ${name}`, ratio })),
  );
  const most = Math.max(1, ...bars.map(({ ratio }) => ratio));
  const scale = (WIDTH - LEFT - 60) / most;
  const height = bars.length * ROW + 2 * ROW;
  const rows = bars.map(({ label, ratio }, i) => {
    const y = i * ROW + ROW;
    const end = LEFT + ratio * scale;
    return `  <text x="${LEFT - 8}" y="${y + 14}" text-anchor="end">${label.replaceAll("&", "&amp;")}</text>
  <rect x="${LEFT}" y="${y + 3}" width="${(ratio * scale).toFixed(1)}" height="14" fill="#2f6f9f"/>
  <text x="${(end + 6).toFixed(1)}" y="${y + 14}">${ratio.toFixed(2)}</text>`;
  });
  const one = (LEFT + scale).toFixed(1);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="12" role="img">
  <title>The peer's processor time divided by this library's</title>
  <rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
${rows.join("\n")}
  <line x1="${one}" x2="${one}" y1="${ROW - 4}" y2="${height - ROW + 4}" stroke="#b03030" stroke-dasharray="4 3"/>
  <text x="${one}" y="${ROW - 8}" text-anchor="middle">as fast</text>
</svg>
`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}
