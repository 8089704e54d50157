// What raw Snappy consists of: a length, literals and copies (github.com/google/snappy, format_description.txt). Up to 16 bytes
// past a literal are read, and as many past what is written overwritten.

const LONGEST_COPY: i32 = 64;
const SHORTEST_COPY: i32 = 4;
const VECTOR_BYTES: i32 = 16;

/** Write the length of what is compressed: seven bits a byte, the lowest first. */
export function writeLength(output: usize, length: i32): usize {
  let at = output;
  let rest = length;
  for (; rest > 127; rest >>>= 7) store<u8>(at++, (rest & 127) | 128);
  store<u8>(at++, rest);
  return at;
}

/** A copy of less than twelve bytes, without a branch that can't be foreseen. */
export function writeShortCopy(output: usize, distance: i32, length: i32): usize {
  const isNear = distance < 2048;
  const near = 1 | ((length - 4) << 2) | ((distance >>> 8) << 5) | ((distance & 255) << 8);
  store<u32>(output, isNear ? near : 2 | ((length - 1) << 2) | (distance << 8));
  return output + (isNear ? 2 : 3);
}

/** Write bytes as they are. */
export function writeLiteral(output: usize, start: usize, end: usize): usize {
  const length = <i32>(end - start);
  if (length > VECTOR_BYTES) return writeLongLiteral(output, start, length);
  store<u8>(output, (length - 1) << 2);
  v128.store(output + 1, v128.load(start));
  return output + (length == 0 ? 0 : <usize>length + 1);
}

function writeLongLiteral(output: usize, start: usize, length: i32): usize {
  let at = output;
  const last = length - 1;
  if (last < 60) store<u8>(at++, last << 2);
  else {
    const lengthBytes = last < 256 ? 1 : 2;
    store<u8>(at++, (59 + lengthBytes) << 2);
    store<u8>(at++, last & 255);
    if (lengthBytes == 2) store<u8>(at++, last >>> 8);
  }
  memory.copy(at, start, length);
  return at + length;
}

/** A repeat of any length, as copies of at most 64 bytes of which none is shorter than four. */
export function writeCopies(output: usize, distance: i32, length: i32): usize {
  let at = output;
  let rest = length;
  for (; rest >= LONGEST_COPY + SHORTEST_COPY; rest -= LONGEST_COPY)
    at = writeCopy(at, distance, LONGEST_COPY);
  if (rest > LONGEST_COPY) {
    at = writeCopy(at, distance, LONGEST_COPY - SHORTEST_COPY);
    rest -= LONGEST_COPY - SHORTEST_COPY;
  }
  return writeCopy(at, distance, rest);
}

function writeCopy(output: usize, distance: i32, length: i32): usize {
  if (length < 12 && distance < 2048) {
    store<u16>(output, 1 | ((length - 4) << 2) | ((distance >>> 8) << 5) | ((distance & 255) << 8));
    return output + 2;
  }
  store<u8>(output, 2 | ((length - 1) << 2));
  store<u16>(output + 1, distance);
  return output + 3;
}
