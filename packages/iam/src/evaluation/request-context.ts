/** The value of a condition key, or the values of one that has several. */
export type ContextValue =
  | string
  | number
  | boolean
  | Date
  | readonly (string | number | boolean)[];

/** Condition keys of a request with their values; upper and lower case are the same. */
export type RequestContext = Readonly<Record<string, ContextValue>>;

/** What is known of a condition key. */
export type KeyState =
  | { readonly state: "present"; readonly values: readonly string[] }
  | { readonly state: "absent" }
  | { readonly state: "unknown" };

/** The condition keys of a request, and which of them nobody knows. */
export class ContextKeys {
  readonly #values = new Map<string, readonly string[]>();
  readonly #unknown: ReadonlySet<string> | "rest";

  constructor(context: RequestContext, unknown: readonly string[] | "rest") {
    for (const [key, value] of Object.entries(context)) {
      const list: readonly unknown[] = Array.isArray(value) ? value : [value];
      this.#values.set(key.toLowerCase(), list.map(textOf));
    }
    this.#unknown = unknown === "rest" ? unknown : new Set(unknown.map((key) => key.toLowerCase()));
  }

  /** A key that has an empty list of values is as good as absent. */
  find(key: string): KeyState {
    const name = key.toLowerCase();
    const values = this.#values.get(name);
    if (values !== undefined)
      return values.length === 0 ? { state: "absent" } : { state: "present", values };
    const isUnknown = this.#unknown === "rest" || this.#unknown.has(name);
    return { state: isUnknown ? "unknown" : "absent" };
  }
}

function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}
