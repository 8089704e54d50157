import { cutEnd } from "./cut-text.ts";
import { outputWidth } from "./output-width.ts";
import { type Paint, painter } from "./paint.ts";
import { printable } from "./printable.ts";
import { progressText, type StepProgress } from "./progress-text.ts";
import { wrapLines } from "./wrap-text.ts";

/** One line of a terminal that is written over as work goes on. */
export interface ProgressLine {
  /** Show what is being done. */
  update(text: string): void;
  /** Show how far a step is. The time it takes is counted from the first call for it. */
  step(progress: Omit<StepProgress, "elapsedMs">): void;
  /** Replace the line by a final text and go to the next; the step, its first word, is faint. */
  done(text: string): void;
}

const EVERY_MS = 50;
const CLEAR = "\r\x1b[2K";

/** A progress line on a stream; off a terminal only the final texts are printed, and nothing when quiet. */
export function progressLine(stream: NodeJS.WriteStream, quiet: boolean): ProgressLine {
  const live = stream.isTTY === true && !quiet;
  const paint = painter(stream);
  let shownAtMs = 0;
  let current = { step: "", startedMs: 0 };
  function show(text: () => string): void {
    const now = performance.now();
    if (!live || now - shownAtMs < EVERY_MS) return;
    shownAtMs = now;
    stream.write(CLEAR + text());
  }
  // The last column stays free: some terminals go to the next line when it is written.
  const width = () => outputWidth(stream) - 1;
  return {
    update(text) {
      show(() => cutEnd(text, width()));
    },
    step(progress) {
      if (current.step !== progress.step)
        current = { step: progress.step, startedMs: performance.now() };
      const elapsedMs = performance.now() - current.startedMs;
      show(() => progressText({ ...progress, elapsedMs }, width()));
    },
    done(text) {
      current = { step: "", startedMs: 0 };
      if (!quiet)
        stream.write(`${live ? CLEAR : ""}${finalText(text, outputWidth(stream), paint)}\n`);
    },
  };
}

function finalText(text: string, width: number, paint: Paint): string {
  const shown = text.split("\n").map(printable).join("\n");
  return wrapLines(shown, width, " ".repeat(11)).replace(/^\w+ {2,}/, (step) =>
    paint("faint", step),
  );
}
