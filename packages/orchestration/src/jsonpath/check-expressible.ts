import type { BatchPlan } from "../batch/batch-plan.ts";

const WHAT = 'defineBatch: queryLanguage: "JSONPath"';
/** An execution's name has 80 characters, of which a day has 10, a hash of MD5 32 and the hyphens two. */
const MAX_NAME = 36;

/** @throws {TypeError} for what no path and no intrinsic function can say, naming the state and the expression */
export function checkExpressible({ name, source }: BatchPlan): void {
  if (name.length > MAX_NAME)
    throw new TypeError(
      `${WHAT}: StartRun.Parameters.Name can't be made of name, ${JSON.stringify(name)}: no function shortens the hash of a file's version, so it may have ${MAX_NAME} characters. Shorten it, or take JSONata.`,
    );
  if (/\/\//.test(source.prefix))
    throw new TypeError(
      `${WHAT}: KeyParts.Parameters.count can't be made of source.prefix, ${JSON.stringify(source.prefix)}: States.StringSplit passes over the empty part between two slashes. Take another folder, or JSONata.`,
    );
}
