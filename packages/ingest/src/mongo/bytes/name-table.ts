import { WORD_BYTES, wordsOf } from "../../texts/words.ts";

/** So many names that a document lacks are passed over before a name is looked up. */
const MOST_PASSED = 3;

/** A name with the zero behind it, by four bytes; of the last four, those that are its own. */
interface Name {
  readonly words: Int32Array;
  readonly mask: number;
  readonly lengthBytes: number;
}

/** Finds names of fields in documents, which mostly come in the order in which they came before. */
export class NameTable {
  /** Bytes behind documents that may be looked at. */
  readonly slackBytes: number;
  /** Where the value of the field that was found last begins. */
  end = 0;
  readonly #names: readonly Name[];
  readonly #places: ReadonlyMap<string, number>;
  /** Which name came behind another; first that of the first. */
  readonly #next: Int32Array;

  constructor(names: readonly string[]) {
    this.#names = names.map(nameOf);
    this.#places = new Map(
      names.map((name, place) => [Buffer.from(name).toString("latin1"), place]),
    );
    this.#next = Int32Array.from({ length: names.length + 1 }, (_, place) => place);
    this.slackBytes =
      WORD_BYTES + Math.max(0, ...this.#names.map(({ lengthBytes }) => lengthBytes));
  }

  /** The place of the name that begins here, given that of the name before it, or -1; -1 for a name that is not known. */
  find(bytes: Buffer, view: DataView, at: number, before: number): number {
    let place = this.#next[before + 1] as number;
    for (let passed = 0; passed < MOST_PASSED && place < this.#names.length; passed++) {
      const name = this.#names[place] as Name;
      if (isAt(view, at, name)) {
        this.end = at + name.lengthBytes;
        return place;
      }
      place = this.#next[place + 1] as number;
    }
    return this.#look(bytes, at, before);
  }

  #look(bytes: Buffer, at: number, before: number): number {
    const end = bytes.indexOf(0, at);
    const place = end < 0 ? undefined : this.#places.get(bytes.toString("latin1", at, end));
    if (place === undefined) return -1;
    this.end = end + 1;
    this.#next[before + 1] = place;
    return place;
  }
}

function nameOf(name: string): Name {
  const { words, length } = wordsOf(`${name}\0`);
  const unusedBits = 8 * (words.length * WORD_BYTES - length);
  return { words, lengthBytes: length, mask: -1 >>> unusedBits };
}

function isAt(view: DataView, at: number, { words, mask }: Name): boolean {
  const last = words.length - 1;
  for (let i = 0; i < last; i++)
    if (view.getInt32(at + i * WORD_BYTES, true) !== words[i]) return false;
  return (view.getInt32(at + last * WORD_BYTES, true) & mask) === words[last];
}
