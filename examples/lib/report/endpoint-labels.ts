import { cutEnd, cutMiddle, unitsOf } from "../terminal/cut-text.ts";
import { displayWidth } from "../terminal/display-width.ts";
import { printable } from "../terminal/printable.ts";

const LEAST_WORD = 5;
const ID_LENGTH = 8;

/**
 * Endpoints as texts of at most a width, a different one for each. What is too long loses the middle of its longest
 * parts, so that `/v2/54fadb412c4e40cdbaed9335e4c35a9e/servers/detail` is `/v2/54fa…/servers/detail`.
 */
export function endpointLabels(endpoints: readonly string[], width: number): string[] {
  const texts = endpoints.map(printable);
  const labels = texts.map((text) => shorten(text, width));
  for (const same of sameLabels(labels)) {
    const shown = distinguish(
      same.map((i) => texts[i] ?? ""),
      width,
    );
    for (const [at, i] of same.entries()) labels[i] = shown[at] ?? "";
  }
  return numberRepeats(labels, width);
}

/** A path whose longest parts are cut: those that look like ids first, and each no more than needed. */
function shorten(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const words = text.match(/[/?&=]|[^/?&=]+/g) ?? [];
  return (
    cutWords(words, width, (word) => word.length >= ID_LENGTH && /\d/.test(word)) ??
    cutWords(words, width, () => true) ??
    cutMiddle(text, width)
  );
}

/** The words, those chosen cut to the greatest width with which all fit; nothing when that is too little. */
function cutWords(
  words: readonly string[],
  width: number,
  isChosen: (word: string) => boolean,
): string | undefined {
  const chosen = words.filter(isChosen).map(displayWidth);
  const others = displayWidth(words.filter((word) => !isChosen(word)).join(""));
  for (let most = Math.max(0, ...chosen); most >= LEAST_WORD; most--) {
    const total = chosen.reduce((sum, each) => sum + Math.min(each, most), others);
    if (total <= width)
      return words.map((word) => (isChosen(word) ? cutEnd(word, most) : word)).join("");
  }
  return undefined;
}

/** The places of each label that occurs more than once. */
function sameLabels(labels: readonly string[]): number[][] {
  const places = Map.groupBy(labels.keys(), (i) => labels[i] ?? "");
  return [...places.values()].filter((same) => same.length > 1);
}

/** Texts by what they differ in: the start and the end that all share are short, the part between is not. */
function distinguish(texts: readonly string[], width: number): string[] {
  const units = texts.map(unitsOf);
  const start = sharedUnits(units);
  const rests = units.map((each) => each.slice(start).toReversed());
  const end = sharedUnits(rests);
  const head = cutEnd(units[0]?.slice(0, start).join("") ?? "", Math.floor(width * 0.4));
  const tail = lastOf(rests[0]?.slice(0, end).toReversed() ?? [], Math.floor(width * 0.2));
  const room = width - displayWidth(head) - displayWidth(tail);
  return rests.map((rest) => head + cutMiddle(rest.slice(end).toReversed().join(""), room) + tail);
}

/** How many units all of them begin with. */
function sharedUnits(lists: readonly (readonly string[])[]): number {
  const [first = [], ...others] = lists;
  const end = first.findIndex((unit, i) => others.some((other) => other[i] !== unit));
  return end === -1 ? first.length : end;
}

/** The end of a text, after an ellipsis if that is not all of it. */
function lastOf(units: readonly string[], width: number): string {
  let left = width - 1;
  if (displayWidth(units.join("")) <= width) return units.join("");
  const kept = units.toReversed().findIndex((unit) => {
    left -= displayWidth(unit);
    return left < 0;
  });
  return `…${units.slice(units.length - kept).join("")}`;
}

/** The last resort: labels that are the same even so get a number. */
function numberRepeats(labels: readonly string[], width: number): string[] {
  const taken = new Set<string>();
  return labels.map((label) => {
    let unique = label;
    for (let number = 2; taken.has(unique); number++) {
      const suffix = `~${number}`;
      unique = cutEnd(label, width - suffix.length) + suffix;
    }
    taken.add(unique);
    return unique;
  });
}
