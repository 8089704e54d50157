/**
 * Text as IAM matches it literally in `Resource` and `StringLike`: the wildcards `*` and `?`, and the `$`
 * that begins a policy variable, written as the variables that stand for them.
 */
export function escapeWildcards(text: string): string {
  return text.replaceAll(/[*?$]/g, (character) => `\${${character}}`);
}
