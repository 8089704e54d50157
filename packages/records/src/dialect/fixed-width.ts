import type { Problem } from "../report/problem.ts";

/** What lists for the eye have above and below their rows. */
const RULE = /^[\s|+]*[-=_]{4}[-=_+|\s]*$/;

/** Tell a list for the eye by its rules of dashes. */
export function fixedWidth(lines: readonly string[], comment?: string): readonly Problem[] {
  const rules = lines.flatMap((text, place) =>
    RULE.test(text) && (comment === undefined || !text.startsWith(comment)) ? [place + 1] : [],
  );
  const [first, second] = rules;
  if (first === undefined || second === undefined) return [];
  return [
    {
      code: "fixed_width",
      message: `The file seems to be a list for the eye, with rules of dashes (lines ${first} and ${second}), columns of fixed width and perhaps totals. Its cells can't be told apart with certainty: export it as CSV (in SAP: as a spreadsheet, or with text and tabs).`,
      line: first,
    },
  ];
}
