const PERMISSIVE = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "Python-2.0",
  "Unlicense",
  "Zlib",
]);

/** Whether an SPDX expression leaves a choice of permissive licences only: one side of OR, both sides of AND. */
export function isPermissive(expression: string): boolean {
  const tokens = expression.match(/\(|\)|[^\s()]+/g) ?? [];
  let position = 0;
  const permissive = readOr();
  return permissive && position === tokens.length;

  function readOr(): boolean {
    let left = readAnd();
    while (tokens[position] === "OR") {
      position += 1;
      const right = readAnd();
      left ||= right;
    }
    return left;
  }

  function readAnd(): boolean {
    let left = readName();
    while (tokens[position] === "AND") {
      position += 1;
      const right = readName();
      left &&= right;
    }
    return left;
  }

  function readName(): boolean {
    const token = tokens[position];
    position += 1;
    if (token !== "(") return PERMISSIVE.has(token ?? "");
    const inner = readOr();
    position += 1;
    return inner;
  }
}
