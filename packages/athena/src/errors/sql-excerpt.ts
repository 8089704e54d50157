/** A place in a SQL text, both counted from 1. */
export interface SqlPosition {
  readonly line: number;
  readonly column: number;
}

const WIDTH = 76;

/** The position that an engine's message names (`line 3:15`), or `undefined`. */
export function positionIn(message: string): SqlPosition | undefined {
  const match = /\bline (\d+):(\d+)/.exec(message);
  return match === null ? undefined : { line: Number(match[1]), column: Number(match[2]) };
}

/** The line at a position with a caret under the column, cut to what fits beside it; `undefined` when there is no such line. */
export function sqlExcerpt(sql: string, { line, column }: SqlPosition): string | undefined {
  const text = sql.split(/\r\n|\r|\n/)[line - 1];
  if (text === undefined || text.trim() === "") return undefined;
  const at = Math.min(Math.max(column - 1, 0), text.length);
  const from = Math.max(0, at - Math.floor(WIDTH / 2));
  const shown = text.slice(from, from + WIDTH);
  const indent = text.slice(from, at).replaceAll(/[^\t]/g, " ");
  const gutter = `${line} | `;
  return `${gutter}${shown}\n${" ".repeat(gutter.length - 2)}| ${indent}^`;
}
