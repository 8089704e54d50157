const [ZERO, POINT, DASH] = [0x30, 0x2e, 0x2d] as const;
/** More than a digit is. */
const NO_DIGIT = 10;
const NOWHERE = -1;
const UUID_LENGTH = 36;
const UUID_DASHES = [8, 13, 18, 23] as const;
const [UUID_VERSION, UUID_VARIANT] = [14, 19] as const;
/** What the digits of numbers to base 16 stand for; more than 15 for all other bytes. */
const HEX = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return /[0-9a-fA-F]/.test(character) ? Number.parseInt(character, 16) : 0xff;
});

/** Whether bytes are four numbers from 0 to 255 without leading zeros, with points between them. */
export function isIpv4(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start - 1;
  for (let part = 0; part < 4; part++) {
    at = endOfOctet(bytes, at + 1, end);
    if (at < 0 || (part < 3 && bytes[at] !== POINT)) return false;
  }
  return at === end;
}

/** Where a number from 0 to 255 without leading zeros ends; -1 where there is none. */
function endOfOctet(bytes: Uint8Array, start: number, end: number): number {
  const first = start < end ? (bytes[start] as number) ^ ZERO : NO_DIGIT;
  if (first > 9) return NOWHERE;
  const second = start + 1 < end ? (bytes[start + 1] as number) ^ ZERO : NO_DIGIT;
  if (second > 9) return start + 1;
  if (first === 0) return NOWHERE;
  const third = start + 2 < end ? (bytes[start + 2] as number) ^ ZERO : NO_DIGIT;
  if (third > 9) return start + 2;
  return first * 100 + second * 10 + third <= 255 ? start + 3 : NOWHERE;
}

/** Whether bytes are a UUID of versions 1 to 8 of the variant of RFC 9562; of the nil and the largest UUID it says no. */
export function isUuid(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== UUID_LENGTH) return false;
  for (const dash of UUID_DASHES) if (bytes[start + dash] !== DASH) return false;
  const version = HEX[bytes[start + UUID_VERSION] as number] as number;
  const variant = HEX[bytes[start + UUID_VARIANT] as number] as number;
  if (version < 1 || version > 8 || variant < 8 || variant > 11) return false;
  let digits = 0;
  for (let at = start; at < end; at++) if ((HEX[bytes[at] as number] as number) <= 15) digits++;
  return digits === UUID_LENGTH - UUID_DASHES.length;
}
