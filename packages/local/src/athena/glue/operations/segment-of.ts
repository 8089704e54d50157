/** Which of so many segments a partition is in, whatever other partitions there are (FNV-1a). */
export function segmentOf(key: string, segments: number): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % segments;
}
