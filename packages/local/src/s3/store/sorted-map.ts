import { compareUtf8 } from "@cloudapi/core/internal";

/** A map whose keys can be walked in UTF-8 byte order from any place. */
export class SortedMap<V> {
  readonly #values = new Map<string, V>();
  #keys: string[] = [];
  /** Keys added since the last walk, still unsorted. */
  #added: string[] = [];

  get size(): number {
    return this.#values.size;
  }

  get(key: string): V | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: V): void {
    if (!this.#values.has(key)) this.#added.push(key);
    this.#values.set(key, value);
  }

  delete(key: string): void {
    if (!this.#values.delete(key)) return;
    this.#settle();
    this.#keys.splice(this.#indexFrom(key), 1);
  }

  values(): IterableIterator<V> {
    return this.#values.values();
  }

  entries(): IterableIterator<[string, V]> {
    return this.#values.entries();
  }

  /** The entries in order, from the first key that is at or after `from`. */
  *from(from: string): Generator<[key: string, value: V]> {
    this.#settle();
    const keys = this.#keys;
    for (let i = this.#indexFrom(from); i < keys.length; i++) {
      const key = keys[i] as string;
      yield [key, this.#values.get(key) as V];
    }
  }

  #settle(): void {
    if (this.#added.length === 0) return;
    if (this.#added.length <= 16) {
      for (const key of this.#added) this.#keys.splice(this.#indexFrom(key), 0, key);
    } else {
      this.#keys = this.#keys.concat(this.#added).sort(compareUtf8);
    }
    this.#added = [];
  }

  /** The index of the first sorted key at or after the given one. */
  #indexFrom(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareUtf8(this.#keys[middle] as string, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
