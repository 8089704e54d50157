import { checkListeners, checkOptionNames } from "@cloudapi/core/internal";

/** Options of a request to the catalog. */
export interface CatalogOptions {
  readonly signal?: AbortSignal;
}

/** Refuse input that has no database or table, and what is not known. */
export function checkPlace<I extends object>(
  what: string,
  input: I,
  names: {
    readonly required: readonly (keyof I & string)[];
    readonly optional?: readonly (keyof I & string)[];
    readonly options: CatalogOptions;
  },
): void {
  checkOptionNames(what, input, [...names.required, ...(names.optional ?? [])]);
  checkOptionNames(what, names.options, ["signal"]);
  checkListeners(what, names.options);
  for (const name of names.required) {
    const value: unknown = input[name];
    const isName = name === "database" || name === "table";
    if (isName && (typeof value !== "string" || value === ""))
      throw new TypeError(`${what}: ${name} must be the name of a ${name}.`);
  }
}
