/** A fixed number of places; who finds none waits in line. */
export interface Slots {
  /** Wait for a place; call what comes back to leave it (again does nothing). */
  acquire(): Promise<() => void>;
}

/** A gate that lets `count` in at a time; the others wait in the order in which they came. */
export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];

  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  }

  return {
    async acquire() {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      let held = true;
      return () => {
        if (held) leave();
        held = false;
      };
    },
  };
}
