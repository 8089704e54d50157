/** Names of which every file system says the same: equal but for case, or different. */
const PLAIN = /^[ -}]*\w$/;

/**
 * The names in a folder, so that most new ones need not be looked up on disk one by one.
 *
 * It only ever says that a name is free. Accents that can be written in two ways, short names of Windows (`LONGNA~1`), and
 * dots or spaces at the end are left to the disk, and so is every name in a folder that has such a one.
 */
export interface TakenNames {
  /** Note a name that is in the folder from now on, or may be. */
  add(name: string): void;
  /** Whether nothing in the folder can have this name. */
  isSurelyFree(name: string): boolean;
}

/** @param names what is in the folder; `undefined` if that could not be found out */
export function createTakenNames(names: readonly string[] | undefined): TakenNames {
  const taken = new Set<string>();
  let isPlain = names !== undefined;

  function add(name: string): void {
    if (PLAIN.test(name)) taken.add(name.toLowerCase());
    else isPlain = false;
  }

  for (const name of names ?? []) add(name);
  return {
    add,
    isSurelyFree: (name) => isPlain && PLAIN.test(name) && !taken.has(name.toLowerCase()),
  };
}
