/** Says that bytes leave a doubt of what a value is: others look at its document. */
class Doubt extends Error {}

const doubt = new Doubt("The bytes of a value leave a doubt.");

/** Give up reading a value by its bytes; it is thrown for `unlessDoubt`. */
export function giveUp(): never {
  throw doubt;
}

/** What is read; `undefined` where reading was given up. */
export function unlessDoubt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error === doubt) return undefined;
    throw error;
  }
}
