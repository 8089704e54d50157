import { unitsOf } from "./cut-text.ts";
import { displayWidth } from "./display-width.ts";

/**
 * A line of words as lines that fit, the second and later ones indented. A word that is wider than a line is broken.
 */
export function wrapText(line: string, width: number, indent = ""): string[] {
  const first = /^ */.exec(line)?.[0] ?? "";
  const room = Math.max(1, width - Math.max(indent.length, first.length));
  const lines: string[] = [];
  let current = first.slice(0, Math.max(0, width - 1));
  let isEmpty = true;
  for (const word of line.slice(first.length).split(" ")) {
    for (const piece of piecesOf(word, room)) {
      const joined = isEmpty ? current + piece : `${current} ${piece}`;
      if (!isEmpty && displayWidth(joined) > width) {
        lines.push(current.trimEnd());
        current = indent.slice(0, Math.max(0, width - 1)) + piece;
      } else current = joined;
      isEmpty = false;
    }
  }
  return [...lines, current.trimEnd()];
}

/** A text of several lines, each wrapped. */
export function wrapLines(text: string, width: number, indent = ""): string {
  return text
    .split("\n")
    .flatMap((line) => wrapText(line, width, indent))
    .join("\n");
}

function piecesOf(word: string, width: number): string[] {
  if (displayWidth(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = "";
  for (const unit of unitsOf(word)) {
    if (piece !== "" && displayWidth(piece + unit) > width) {
      pieces.push(piece);
      piece = "";
    }
    piece += unit;
  }
  return [...pieces, piece];
}
