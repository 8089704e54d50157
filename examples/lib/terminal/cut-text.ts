import { displayWidth } from "./display-width.ts";

const ELLIPSIS = "…";
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What a text may be cut between: letters with their marks, and `%D8` as one. */
export function unitsOf(text: string): string[] {
  return text
    .split(/(%[0-9A-Fa-f]{2}\p{M}*)/u)
    .flatMap((part, index) =>
      index % 2 === 1 ? [part] : Array.from(graphemes.segment(part), ({ segment }) => segment),
    );
}

/** The beginning of a text that fits, with an ellipsis if that is not all. */
export function cutEnd(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  return width <= 0 ? "" : fitting(unitsOf(text), width - 1).join("") + ELLIPSIS;
}

/** The beginning and the end of a text, with an ellipsis between, where it doesn't fit whole. */
export function cutMiddle(text: string, width: number, share = 0.6): string {
  if (displayWidth(text) <= width) return text;
  if (width < 5) return cutEnd(text, width);
  const units = unitsOf(text);
  const head = fitting(units, Math.ceil((width - 1) * share)).join("");
  const tail = fitting(units.toReversed(), width - 1 - displayWidth(head));
  return head + ELLIPSIS + tail.toReversed().join("");
}

/** As many units from the start as fit. */
function fitting(units: readonly string[], width: number): string[] {
  let left = width;
  const end = units.findIndex((unit) => {
    left -= displayWidth(unit);
    return left < 0;
  });
  return units.slice(0, end === -1 ? units.length : end);
}
