/**
 * Two partitions that differ in upper and lower case or in Unicode form alone, and how many more there are: mostly one
 * value in two spellings, and on some file systems one folder.
 */
export function alikePartitions(
  paths: Iterable<string>,
): { readonly pair: readonly [string, string]; readonly more: number } | undefined {
  const first = new Map<string, string>();
  let pair: [string, string] | undefined;
  let more = -1;
  for (const path of paths) {
    const folded = path.normalize("NFC").toLowerCase();
    const other = first.get(folded);
    if (other === undefined) first.set(folded, path);
    else {
      pair ??= [other, path];
      more++;
    }
  }
  return pair && { pair, more };
}
