import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { REFUSED_FUNCTIONS } from "../functions/refused-functions.ts";
import { FUNCTIONS } from "../functions/registry.ts";
import { COLLECTION_FORMS } from "./expression/collection-forms.ts";
import { LAMBDA_FORMS } from "./expression/lambda-forms.ts";
import { SPECIAL_FORMS } from "./expression/special-forms.ts";
import { TIME_FORMS } from "./expression/time-forms.ts";

const page = readFileSync(new URL("../../../../../docs/local-athena.md", import.meta.url), "utf8");

/** The names in a part of the page that begins with a bold label. */
function namesUnder(label: string): Set<string> {
  const part = page.split(/\n(?=\*\*)/).find((each) => each.startsWith(`**${label}`)) ?? "";
  return new Set([...part.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? ""));
}

it.each(["scalar", "aggregate", "window"])(
  "docs/local-athena.md lists the exact %s functions",
  (kind) => {
    const exact = [...FUNCTIONS.values()].filter(
      (row) => row.fidelity === "exact" && row.kind === kind,
    );
    expect([...namesUnder(`Exact, ${kind}`)].toSorted()).toEqual(
      exact.map((row) => row.name).toSorted(),
    );
  },
);

it("docs/local-athena.md lists the forms of the language", () => {
  const forms = [SPECIAL_FORMS, TIME_FORMS, LAMBDA_FORMS, COLLECTION_FORMS].flatMap((table) =>
    Object.keys(table),
  );
  expect([...namesUnder("Exact, forms of the language")].toSorted()).toEqual(forms.toSorted());
});

it("docs/local-athena.md lists the refused functions, and names the approximate ones", () => {
  expect(namesUnder("Refused")).toEqual(new Set(REFUSED_FUNCTIONS));
  const approximate = [...FUNCTIONS.values()].filter((row) => row.fidelity === "approximate");
  const named = namesUnder("Approximate");
  expect(approximate.filter((row) => !named.has(row.name))).toEqual([]);
});
