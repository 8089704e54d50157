/** A place without the slashes at its end. */
export function withoutSlashes(place: string): string {
  let end = place.length;
  while (place[end - 1] === "/") end--;
  return place.slice(0, end);
}
