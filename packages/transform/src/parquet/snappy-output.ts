const LONGEST_COPY = 64;
const SHORTEST_COPY = 4;
/** A shorter literal is copied byte by byte, without a view of it that would be garbage. */
const SHORT_LITERAL = 32;

/** Write the length of what is compressed: seven bits a byte, the lowest first. */
export function writeLength(output: Uint8Array, length: number): number {
  let at = 0;
  let rest = length;
  for (; rest > 127; rest >>>= 7) output[at++] = (rest & 127) | 128;
  output[at++] = rest;
  return at;
}

/** Write bytes as they are, from one to before another; where the output goes on. */
export function writeLiteral(
  output: Uint8Array,
  outputStart: number,
  input: Uint8Array,
  start: number,
  end: number,
): number {
  let at = outputStart;
  const last = end - start - 1;
  if (last < 0) return at;
  if (last < 60) output[at++] = last << 2;
  else {
    const lengthBytes = last < 256 ? 1 : 2;
    output[at++] = (59 + lengthBytes) << 2;
    output[at++] = last & 255;
    if (lengthBytes === 2) output[at++] = last >>> 8;
  }
  if (last < SHORT_LITERAL) for (let i = start; i < end; i++) output[at++] = input[i] as number;
  else {
    output.set(input.subarray(start, end), at);
    at += last + 1;
  }
  return at;
}

/** A repeat of any length, as copies of at most 64 bytes of which none is shorter than four. */
export function writeCopies(
  output: Uint8Array,
  outputStart: number,
  distance: number,
  length: number,
): number {
  let at = outputStart;
  let rest = length;
  for (; rest >= LONGEST_COPY + SHORTEST_COPY; rest -= LONGEST_COPY)
    at = writeCopy(output, at, distance, LONGEST_COPY);
  if (rest > LONGEST_COPY) {
    at = writeCopy(output, at, distance, LONGEST_COPY - SHORTEST_COPY);
    rest -= LONGEST_COPY - SHORTEST_COPY;
  }
  return writeCopy(output, at, distance, rest);
}

function writeCopy(
  output: Uint8Array,
  outputStart: number,
  distance: number,
  length: number,
): number {
  let at = outputStart;
  if (length < 12 && distance < 2048) {
    output[at++] = 1 | ((length - 4) << 2) | ((distance >>> 8) << 5);
    output[at++] = distance & 255;
  } else {
    output[at++] = 2 | ((length - 1) << 2);
    output[at++] = distance & 255;
    output[at++] = distance >>> 8;
  }
  return at;
}
