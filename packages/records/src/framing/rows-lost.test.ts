import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import {
  type ArrayShape,
  arrayOf,
  damageArray,
  FLAT_SHAPES,
  NESTED_SHAPES,
  seeded,
} from "../../test/damaged-arrays.ts";
import { recordTexts } from "../../test/frame-whole.ts";

const RECORDS = 40;

/** Counts of rows: `lost` are gone, the `bad` ones among them; `invented` ones are parts of records taken for records. */
interface Loss {
  readonly lost: number;
  readonly bad: number;
  readonly invented: number;
}

const NOTHING: Loss = { lost: 0, bad: 0, invented: 0 };

/** What one damaged array loses; damage that leaves the text JSON is not counted. */
function lossOf(shape: ArrayShape, damages: number, seed: number): Loss {
  const random = seeded(seed);
  const { text, left, touched } = damageArray(arrayOf(shape, RECORDS, random), damages, random);
  if (isJson(text)) return NOTHING;
  const found = recordTexts(text).filter((each) => each.startsWith("{") && isJson(each));
  const kept = new Set(found.filter((each) => left.has(each)));
  return {
    lost: left.size - kept.size,
    bad: Math.max(1, touched),
    // A record has three fields and more, what lies inside one has fewer.
    invented: found.filter((each) => Object.keys(JSON.parse(each) as object).length < 3).length,
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe.each([
  ["without lists", FLAT_SHAPES],
  ["with lists of objects", NESTED_SHAPES],
])("rows lost for each bad record, itself included: arrays %s", (_name, shapes) => {
  it.each([
    [1, 1.02],
    [4, 1.2],
  ])("damaged in %i places: at most %f on average", (damages, most) => {
    const sum = { ...NOTHING };
    const runs = propertyRuns(Math.round(1500 / shapes.length));
    for (const shape of shapes) {
      for (let seed = 1; seed <= runs; seed++) {
        const { lost, bad, invented } = lossOf(shape, damages, seed);
        sum.lost += lost;
        sum.bad += bad;
        sum.invented += invented;
      }
    }
    expect(sum.bad).toBeGreaterThan(150);
    expect(sum.lost / sum.bad).toBeLessThanOrEqual(most);
    expect(sum.invented / sum.bad).toBeLessThanOrEqual(0.03);
  });
});
