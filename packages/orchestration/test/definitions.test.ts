import { expect, it } from "vitest";
import { checkDefinition, defineBatch } from "../src/index.ts";
import { BATCHES } from "./nightly.ts";
import { theirErrors } from "./their-validator.ts";

const IN_BOTH = BATCHES.flatMap(([name, input]) =>
  (["JSONata", "JSONPath"] as const).map(
    (queryLanguage) => [name, queryLanguage, { ...input, queryLanguage }] as const,
  ),
);

it.each(IN_BOTH)(
  "%s in %s has machines that asl-validator and our checks take",
  (_, language, input) => {
    const { machines } = defineBatch(input);
    for (const { definition } of Object.values(machines)) {
      expect(definition.QueryLanguage).toBe(language);
      expect(theirErrors(definition)).toEqual([]);
      expect(checkDefinition(definition)).toEqual([]);
      expect(checkDefinition(JSON.stringify(definition))).toEqual([]);
    }
  },
);
