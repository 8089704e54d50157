import { type Glob, matchGlob } from "./glob.ts";
import { all, type Match, NO } from "./match.ts";

const COLON = 0x3a;
const SEGMENTS = 6;

/**
 * Whether an ARN matches a pattern as the ARN operators compare: each of the six segments by itself, the resource with its
 * colons being the last. A pattern or a value that is no ARN matches nothing.
 */
export function matchArn(glob: Glob, arn: string): Match {
  const wanted = globSegments(glob);
  const actual = arnSegments(arn);
  if (wanted === undefined || actual === undefined) return NO;
  return all(wanted.map((segment, index) => matchGlob(segment, actual[index] ?? "")));
}

function globSegments(glob: Glob): Glob[] | undefined {
  const segments: number[][] = [[]];
  for (const token of glob) {
    if (token === COLON && segments.length < SEGMENTS) segments.push([]);
    else segments.at(-1)?.push(token);
  }
  return segments.length === SEGMENTS ? segments : undefined;
}

/** The six segments of an ARN, or `undefined` for other text. */
function arnSegments(arn: string): string[] | undefined {
  const parts = arn.split(":");
  if (parts.length < SEGMENTS || parts[0] !== "arn") return undefined;
  return [...parts.slice(0, SEGMENTS - 1), parts.slice(SEGMENTS - 1).join(":")];
}
