import { expect, it } from "vitest";
import { tableWidth, textTable } from "./text-table.ts";

const rows = [
  { n: 1, s: "a" },
  { n: 100, s: "日本" },
];
const columns = [
  { heading: "s", text: ({ s }: { s: string }) => s },
  { heading: "n", text: ({ n }: { n: number }) => String(n), align: "right" as const },
];

it("aligns columns under their headings, wide characters too", () => {
  expect(textTable(rows, columns)).toEqual(["s       n", "a       1", "日本  100"]);
  expect(tableWidth(rows, columns)).toBe(9);
});

it("colours cells, not the space between them or at the end of a line", () => {
  const painted = textTable(
    [{ n: 1, s: "b" }],
    [
      {
        ...columns[0],
        heading: "s",
        text: ({ s }: { s: string }) => s,
        tone: () => "bad" as const,
      },
      { heading: "", text: () => "", tone: () => "good" as const },
    ],
    (tone, text) => `<${tone} ${text}>`,
  );
  expect(painted).toEqual(["<faint s>", "<bad b>"]);
});
