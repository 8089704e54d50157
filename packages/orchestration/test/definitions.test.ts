import { expect, it } from "vitest";
import { checkDefinition, defineBatch } from "../src/index.ts";
import { BATCHES } from "./nightly.ts";
import { theirErrors } from "./their-validator.ts";

it.each(BATCHES)("%s has machines that asl-validator and our checks take", (_, input) => {
  const { machines } = defineBatch(input);
  for (const { definition } of Object.values(machines)) {
    expect(theirErrors(definition)).toEqual([]);
    expect(checkDefinition(definition)).toEqual([]);
    expect(checkDefinition(JSON.stringify(definition))).toEqual([]);
  }
});
