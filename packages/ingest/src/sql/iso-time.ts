const [SPACE, DASH] = [32, 45] as const;

/**
 * `2024-03-10 02:30:00.5+00` as `2024-03-10T02:30:00.5Z`. What isn't a date and time of the years 0 to 9999 (`infinity`, `0044-03-15 10:00:00 BC`)
 * stays as the server says it.
 */
export function isoInstant(text: string): string {
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(10) !== SPACE || text.endsWith("C"))
    return text;
  const end = text.endsWith("+00") ? text.length - 3 : text.length;
  return `${text.slice(0, 10)}T${text.slice(11, end)}Z`;
}
