import { typeOfSchema } from "../types/nested-type.ts";
import { mergeFaults } from "./merge-faults.ts";
import { compileNested } from "./nested-field.ts";
import { runApart } from "./run-apart.ts";
import { planOfDataset } from "./text/text-plan.ts";
import { nestedTextWalk, type TextWalk } from "./text/text-walk.ts";

/** What a contract with structs, lists, maps or other names in sources needs: a bundle of ready-made flat ones is without it. */
export const NESTED_KIT = Object.freeze({
  typeOf: typeOfSchema,
  compile: compileNested,
  merge: mergeFaults,
  runApart,
  textWalk: (dataset: Parameters<typeof planOfDataset>[0]): TextWalk =>
    nestedTextWalk(planOfDataset(dataset)),
});

/** The parts of {@link NESTED_KIT}. */
export type NestedKit = typeof NESTED_KIT;
