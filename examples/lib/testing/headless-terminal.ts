import { Unicode11Addon } from "@xterm/addon-unicode11";
import xterm from "@xterm/headless";

/** What a terminal shows of a text. */
export interface Shown {
  /** The lines, without what the cursor wrote over. */
  readonly lines: readonly string[];
  /** Lines that are the rest of a line that did not fit. */
  readonly wrapped: readonly string[];
  /** The column of the cursor at the end. */
  readonly column: number;
}

/** Print a text on a terminal of some columns (xterm.js without a screen), by the widths of Unicode 11. */
export async function showOn(columns: number, text: string): Promise<Shown> {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows: 5,
    scrollback: 10_000,
    allowProposedApi: true,
    convertEol: true,
  });
  terminal.loadAddon(new Unicode11Addon() as unknown as Parameters<typeof terminal.loadAddon>[0]);
  terminal.unicode.activeVersion = "11";
  await new Promise<void>((resolve) => terminal.write(text, resolve));
  const buffer = terminal.buffer.active;
  const rows = Array.from({ length: buffer.length }, (_, i) => buffer.getLine(i));
  const shown = {
    lines: rows.map((row) => row?.translateToString(true) ?? ""),
    wrapped: rows.filter((row) => row?.isWrapped).map((row) => row?.translateToString(true) ?? ""),
    column: buffer.cursorX,
  };
  terminal.dispose();
  return shown;
}
