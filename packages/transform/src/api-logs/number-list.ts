/** A growing list of doubles, 8 to 16 bytes each. */
export class NumberList {
  #values = new Float64Array(16);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  /** The values in ascending order; sorts in place. */
  sorted(): Float64Array {
    return this.#values.subarray(0, this.#length).sort();
  }
}
