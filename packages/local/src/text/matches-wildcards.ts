/**
 * Whether a text matches a pattern of a policy: `*` stands for any run of characters, `?` for any one. In steps of at
 * most the product of both lengths, whatever the pattern.
 */
export function matchesWildcards(pattern: string, text: string): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let tried = 0;
  while (place < text.length) {
    if (pattern[at] === "*") {
      star = at++;
      tried = place;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === text[place])) {
      at++;
      place++;
    } else if (star !== -1) {
      at = star + 1;
      place = ++tried;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
