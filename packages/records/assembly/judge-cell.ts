import { IS_JUDGED, IS_TRIMMED, RECORD_BREAKS } from "../src/kernel/csv-layout";
import { IS_LEFT, VALUE } from "../src/kernel/scan-layout";
import { judgeToken } from "./judge-value";
import { scanCell, skipBlanks } from "./scan-cell";

/**
 * Go on behind a cell that is known not to fit, and note what is wrong with it; `reason` is what reading it gave. Of other cells that leave a
 * doubt it says where they are, unless they are none.
 */
export function judgeCell(state: usize, csv: usize, key: usize, from: usize, reason: usize): usize {
  if (key == 0 || load<u32>(csv, IS_JUDGED) == 0) return reason;
  const at = load<u32>(csv, IS_TRIMMED) != 0 ? skipBlanks(csv, from) : from;
  // Its line ends were counted when it was read.
  const breaks = load<u32>(csv, RECORD_BREAKS);
  const end = scanCell(state, csv, at);
  store<u32>(csv, breaks, RECORD_BREAKS);
  store<u32>(state, at, VALUE);
  return judgeToken(state, key, at, end == 0 ? <usize>IS_LEFT : end, reason);
}
