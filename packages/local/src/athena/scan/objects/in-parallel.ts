const PARALLEL = 8;

/**
 * Do something for each item, several at once; what it gives, in the order of the items. Once one has failed none begins, and none
 * is left on its way: what it acquired would be held for ever.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let index = 0;
  const go = async (): Promise<void> => {
    while (index < items.length) {
      const at = index++;
      results[at] = await work(items[at] as T);
    }
  };
  const stop = (error: unknown) => {
    index = items.length;
    throw error;
  };
  const done = await Promise.allSettled(Array.from({ length: PARALLEL }, () => go().catch(stop)));
  for (const each of done) if (each.status === "rejected") throw each.reason;
  return results;
}
