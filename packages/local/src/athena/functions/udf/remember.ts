const MOST = 1000;

/** A function that keeps what it made of a text, for the last thousand texts: a pattern may come from a column. */
export function remember<T>(make: (text: string) => T): (text: string) => T {
  const made = new Map<string, T>();
  return (text) => {
    if (made.has(text)) return made.get(text) as T;
    const value = make(text);
    made.set(text, value);
    const [oldest] = made.keys();
    if (made.size > MOST && oldest !== undefined) made.delete(oldest);
    return value;
  };
}
