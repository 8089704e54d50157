/** Throw when an option is none of its values. */
export function checkChoice(what: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  const known = choices.map((choice) => JSON.stringify(choice)).join(" or ");
  throw new TypeError(`${what} is ${known}, not ${JSON.stringify(value)}.`);
}
