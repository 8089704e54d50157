/** Whether a text is like a pattern in which `%` is any text and `_` any character; in time of their lengths' product. */
export function isLike(text: string, pattern: string): boolean {
  const letters = Array.from(text);
  const wanted = Array.from(pattern);
  let [at, place] = [0, 0];
  let star: { place: number; at: number } | undefined;
  while (at < letters.length) {
    if (wanted[place] === "%") star = { place: place++, at };
    else if (wanted[place] === "_" || wanted[place] === letters[at]) {
      at++;
      place++;
    } else if (star === undefined) return false;
    else {
      // What % stands for gets one more character.
      star = { place: star.place, at: star.at + 1 };
      [place, at] = [star.place + 1, star.at];
    }
  }
  while (wanted[place] === "%") place++;
  return place === wanted.length;
}
