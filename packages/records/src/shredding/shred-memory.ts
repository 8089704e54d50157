import type { FlatField } from "../flat/flat-field.ts";
import { knownSlots } from "../flat/known-texts.ts";
import {
  type FieldMemory,
  patternBytes,
  type TextPlaces,
  writeField,
} from "../flat/write-field.ts";
import type { Kernel } from "../kernel/kernel.ts";
import * as scan from "../kernel/scan-layout.ts";
import * as layout from "../kernel/shred-layout.ts";
import type { LeafPlan, NestedNode, NestedPlan } from "./nested-plan.ts";

/** Entries that the rows of a batch may have; records with more are left to others. */
const MOST_ENTRIES = 131_072;
/** Numbers of JavaScript that are told apart by all of their digits. */
const MOST_LENGTH = 0x7fffffff;

/** Where the trees of columns are in the kernel's memory. */
export interface ShredPlaces {
  /** Of the reader's state. */
  readonly state: number;
  /** Of a column's root, by field; 0 for one without others inside. */
  readonly roots: readonly number[];
  /** Of the entries of a batch, which are used by turns. */
  readonly entries: readonly number[];
}

/** A place of the tree that is to be written. */
interface Allocated {
  readonly node: NestedNode;
  readonly at: number;
  readonly literal: Buffer;
  readonly places: TextPlaces;
  readonly children: readonly Allocated[];
}

/** Trees of columns that are allocated, and written when the memory does not grow any more. */
export class ShredMemory implements ShredPlaces {
  readonly state: number;
  readonly roots: readonly number[];
  readonly entries: readonly number[];
  readonly #trees: readonly (Allocated | undefined)[];
  /** By column, the places of its leaves. */
  readonly #leaves: readonly (readonly number[])[];

  /** @param turns how many batches may be in use */
  constructor(kernel: Kernel, nested: readonly (NestedPlan | undefined)[], turns: number) {
    const known = nested.flatMap((plan) => plan?.leaves ?? []).filter(needsKnown).length;
    const slots = knownSlots(Math.max(1, known), scan.SLOT_BYTES);
    this.state = kernel.allocate(layout.SHRED_BYTES);
    this.#trees = nested.map((plan) => plan && allocate(kernel, plan.root, "", slots));
    this.roots = this.#trees.map((tree) => tree?.at ?? 0);
    this.#leaves = this.#trees.map((tree) => (tree === undefined ? [] : leavesOf(tree)));
    this.entries = Array.from({ length: turns }, () =>
      kernel.allocate(MOST_ENTRIES * layout.ENTRY_BYTES),
    );
  }

  /** Words of a batch's entries. */
  get entryWords(): number {
    return (MOST_ENTRIES * layout.ENTRY_BYTES) / Int32Array.BYTES_PER_ELEMENT;
  }

  /** Write the trees. */
  write(memory: FieldMemory): void {
    for (const tree of this.#trees) if (tree !== undefined) writeNode(memory, tree, this.state);
  }

  /** The place of a leaf, by its number in the column of a root. */
  leafOf(root: number, leaf: number): number {
    return this.#leaves[this.roots.indexOf(root)]?.[leaf] ?? 0;
  }

  /** Go on with the n-th place of entries, which is empty. */
  use(memory: FieldMemory, n: number): void {
    const at = this.entries[n] as number;
    memory.setOf(this.state, layout.ENTRIES, at);
    memory.setOf(this.state, layout.NEXT_ENTRY, at);
    memory.setOf(this.state, layout.ENTRIES_END, at + MOST_ENTRIES * layout.ENTRY_BYTES);
  }
}

function leavesOf({ node, at, children }: Allocated): readonly number[] {
  return node.kind === "leaf" ? [at] : children.flatMap(leavesOf);
}

/** Whether texts of a leaf are remembered, since their bytes alone do not tell. */
function needsKnown({ field: { kind, textRule } }: LeafPlan): boolean {
  return kind === "text" && textRule === undefined;
}

function childrenOf(node: NestedNode): readonly (readonly [name: string, node: NestedNode])[] {
  switch (node.kind) {
    case "struct":
      return node.fields.map(({ name, node: child }) => [name, child]);
    case "list":
      return [["", node.element]];
    case "map":
      return [
        ["", node.key],
        ["", node.value],
      ];
    default:
      return [];
  }
}

function allocate(
  kernel: Kernel,
  node: NestedNode,
  name: string,
  slots: number,
  at = kernel.allocate(layout.NODE_BYTES),
): Allocated {
  const literal = Buffer.from(`${JSON.stringify(name)}:`);
  const children = childrenOf(node);
  const first = kernel.allocate(children.length * layout.NODE_BYTES);
  const isKnown = node.kind === "leaf" && needsKnown(node);
  const [prefix = "", suffix = ""] =
    node.kind === "leaf"
      ? [node.field.textRule?.prefixes[0], node.field.textRule?.suffixes[0]]
      : [];
  const ofTexts = isKnown ? slots : 1;
  return {
    node,
    at,
    literal,
    places: {
      literal: kernel.allocate(literal.length),
      prefix: kernel.allocate(prefix.length),
      suffix: kernel.allocate(suffix.length),
      atoms: kernel.allocate(node.kind === "leaf" ? patternBytes(node.field.textRule) : 0),
      known: kernel.allocate(ofTexts * scan.SLOT_BYTES),
      slots: ofTexts,
    },
    children: children.map(([child, inside], i) =>
      allocate(kernel, inside, child, slots, first + i * layout.NODE_BYTES),
    ),
  };
}

function writeNode(memory: FieldMemory, allocated: Allocated, state: number): void {
  const { node, at, literal, places, children } = allocated;
  const set = (what: number, value: number) => memory.setOf(at, what, value);
  if (node.kind === "leaf") writeLeaf(memory, at, node, places);
  else set(scan.KIND, KINDS[node.kind]);
  set(scan.MAY_LACK, node.mayLack ? 1 : 0);
  literal.copy(memory.bytes, places.literal);
  set(scan.LITERAL, places.literal);
  set(scan.LITERAL_BYTES, literal.length);
  set(layout.SHRED, state);
  set(layout.DEFINITION, node.definition);
  set(layout.NOTHING_DEFINITION, node.nothingDefinition);
  set(layout.FIRST_LEAF, node.firstLeaf);
  set(layout.LEAVES, node.leafCount);
  const first = children[0]?.at ?? 0;
  set(layout.CHILDREN, first);
  set(layout.FIRST_FIELD, first);
  set(layout.CHILD_COUNT, children.length);
  if (node.kind === "list" || node.kind === "map") set(layout.REPETITION, node.repetition);
  if (node.kind === "list") {
    set(layout.FEWEST_ELEMENTS, Math.min(node.fewest, MOST_LENGTH));
    set(layout.MOST_ELEMENTS, Math.min(node.most, MOST_LENGTH));
  }
  for (const [i, child] of children.entries()) {
    writeNode(memory, child, state);
    const next = children[(i + 1) % children.length] as Allocated;
    memory.setOf(child.at, scan.FOLLOWER, next.at);
  }
}

const KINDS = { struct: layout.OF_STRUCT, list: layout.OF_LIST, map: layout.OF_MAP } as const;

function writeLeaf(
  memory: FieldMemory,
  at: number,
  { type, field, firstLeaf }: LeafPlan,
  places: TextPlaces,
): void {
  writeField({ memory, key: at, field, number: firstLeaf, follower: at, places });
  memory.setOf(at, scan.KIND, kindOf(field));
  if (type.kind !== "decimal") return;
  memory.setDouble(at + layout.SCALE_POWER, 10 ** type.scale);
  memory.setDouble(at + layout.TOO_LARGE, 10 ** type.precision);
}

function kindOf({ kind, type, takesAll, numberRule }: FlatField): number {
  if (kind === "text") return scan.OF_TEXT;
  if (kind === "number") return scan.OF_NUMBER;
  if (kind === "instant" && takesAll) return scan.OF_INSTANT;
  if (type === "int64" && (takesAll || numberRule !== undefined)) return layout.OF_INTEGER;
  if (type === "decimal" && takesAll) return layout.OF_DECIMAL;
  return type === "boolean" && takesAll ? layout.OF_BOOLEAN : layout.OF_ASKED;
}
