import { type Given, givenAt, type NestedNode } from "./nested-node.ts";
import { fitSlot, readSlot, type Slot } from "./slot.ts";
import { notContainer, putUnder, refuse, refuseFinally, type Walk } from "./walk.ts";

const A_LIST = "a list";

/** Any number of elements, or some at fixed places and more behind them. */
export class ListNode implements NestedNode {
  readonly #items: readonly Slot[];
  readonly #rest: Slot | undefined;
  readonly #fits: (length: number) => boolean;

  /**
   * @param items places at the beginning
   * @param rest each place behind them
   * @param fits says yes only to lengths that zod takes
   */
  constructor(items: readonly Slot[], rest: Slot | undefined, fits: (length: number) => boolean) {
    this.#items = items;
    this.#rest = rest;
    this.#fits = fits;
  }

  read(value: unknown, walk: Walk): unknown {
    if (!Array.isArray(value)) return refuseFinally(walk, notContainer(A_LIST, value), value);
    if (!this.#fits(value.length)) walk.isQuick = false;
    const elements: unknown[] = [];
    for (let i = 0; i < value.length; i++) {
      const slot = this.#items[i] ?? this.#rest;
      // An element that no place is for is zod's to refuse.
      elements.push(slot && readElement(slot, value[i], i, walk));
    }
    return elements;
  }

  fit(value: unknown, given: Given, walk: Walk): unknown {
    if (!Array.isArray(value)) return refuse(walk, notContainer(A_LIST, value), value);
    return Array.from(value as unknown[], (element, i) => {
      // What a check has put behind the last place is an element of the column all the same, of the one type that all have.
      const slot = this.#items[i] ?? this.#rest ?? this.#items.at(-1);
      if (slot === undefined) return refuse(walk, notContainer(A_LIST, value), value);
      const before = walk.faults.length;
      const fitted = fitSlot(slot, element, givenAt(given, i), walk);
      if (walk.faults.length > before) putUnder(walk, before, i);
      return fitted;
    });
  }
}

function readElement(slot: Slot, element: unknown, i: number, walk: Walk): unknown {
  const before = walk.faults.length;
  const value = readSlot(slot, element, walk);
  if (walk.faults.length > before) putUnder(walk, before, i);
  if (value === undefined && !slot.takesAbsent) walk.isQuick = false;
  return value;
}
