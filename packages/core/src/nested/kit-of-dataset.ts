import type { NestedKit } from "./nested-kit.ts";

/** Under this symbol a dataset has the kit that it was defined with; copies of this library know it from each other. */
const KIT: unique symbol = Symbol.for("cloudapi.nested");

/** What a dataset was defined with for its nested columns; `undefined` for one that can have none. */
export function kitOfDataset(dataset: object): NestedKit | undefined {
  return (dataset as { readonly [KIT]?: NestedKit })[KIT];
}

/** The dataset with its kit, which nobody sees who lists what it has. */
export function withKit<D extends object>(dataset: D, kit: NestedKit): D {
  return Object.defineProperty(dataset, KIT, { value: kit });
}
