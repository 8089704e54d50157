/** Dies at a call, and answers nothing from then on, as a process that is killed does nothing more. */
export class Killed {
  calls = 0;
  readonly #at: number;

  constructor(at: number) {
    this.#at = at;
  }

  get isDead(): boolean {
    return this.calls >= this.#at;
  }

  /** The same thing, and what its methods give, until then. */
  wrap<T extends object>(thing: T): T {
    return new Proxy(thing, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        return (...given: unknown[]) => {
          this.calls++;
          if (this.isDead) throw new Error("killed");
          const result: unknown = Reflect.apply(value, target, given);
          const isSink = name === "sink" || name === "create";
          return isSink && typeof result === "object" && result !== null
            ? this.wrap(result)
            : result;
        };
      },
    });
  }
}
