import * as z from "zod";

type FormatMaker = (params?: { pattern?: RegExp }) => z.core.$ZodStringFormat;

const FORMATS = {
  email: z.email,
  guid: z.guid,
  uuid: z.uuid,
  url: z.url,
  emoji: z.emoji,
  nanoid: z.nanoid,
  cuid: z.cuid,
  cuid2: z.cuid2,
  ulid: z.ulid,
  xid: z.xid,
  ksuid: z.ksuid,
  ipv4: z.ipv4,
  ipv6: z.ipv6,
  mac: z.mac,
  cidrv4: z.cidrv4,
  cidrv6: z.cidrv6,
  base64: z.base64,
  base64url: z.base64url,
  e164: z.e164,
  jwt: z.jwt,
  time: z.iso.time,
  duration: z.iso.duration,
  hex: z.hex,
  hostname: z.hostname,
  lowercase: z.lowercase as unknown as FormatMaker,
  uppercase: z.uppercase as unknown as FormatMaker,
} as unknown as Readonly<Record<string, FormatMaker>>;

/** How zod makes the format of this name; `undefined` for those that are made of more than a name and a pattern. */
export function formatMaker(format: string): FormatMaker | undefined {
  return Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
}

/** The names of the formats that have a maker. */
export const FORMAT_NAMES: readonly string[] = Object.keys(FORMATS);
