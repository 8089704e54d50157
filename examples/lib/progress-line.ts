/** One line of a terminal that is written over as work goes on. */
export interface ProgressLine {
  /** Show a step and how far it is. */
  update(text: string): void;
  /** Replace the line by a final text and go to the next. */
  done(text: string): void;
}

/** A progress line on a stream; off a terminal only the final texts are printed, and nothing when quiet. */
export function progressLine(stream: NodeJS.WriteStream, quiet: boolean): ProgressLine {
  const live = stream.isTTY === true && !quiet;
  let shownAtMs = 0;
  return {
    update(text) {
      const now = Date.now();
      if (!live || now - shownAtMs < 50) return;
      shownAtMs = now;
      stream.write(`\r\x1b[2K${text.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`);
    },
    done(text) {
      if (!quiet) stream.write(`${live ? "\r\x1b[2K" : ""}${text}\n`);
    },
  };
}
