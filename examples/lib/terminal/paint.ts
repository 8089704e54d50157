import { styleText } from "node:util";

/** What a piece of output is, by which it gets its colour. */
export type Tone = "title" | "faint" | "good" | "notice" | "warning" | "bad";

/** Colours a text, or gives it back as it is. */
export type Paint = (tone: Tone, text: string) => string;

const STYLES = {
  title: "bold",
  faint: "dim",
  good: "green",
  notice: "cyan",
  warning: "yellow",
  bad: "red",
} as const satisfies Record<Tone, string>;

/** Colours on a terminal that has them; `NO_COLOR` and `FORCE_COLOR` are respected. */
export function painter(stream: NodeJS.WritableStream): Paint {
  return (tone, text) => (text === "" ? text : styleText(STYLES[tone], text, { stream }));
}

/** No colours. */
export const plain: Paint = (_tone, text) => text;
