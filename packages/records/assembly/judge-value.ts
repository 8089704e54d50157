import {
  FAULT_RECORD,
  FAULT_SLOT_BYTES,
  FAULT_SLOT_KEY,
  FAULT_SLOT_LENGTH,
  FAULT_SLOT_TEXT,
  FAULT_SLOT_VERDICT,
  FAULT_STAMP,
  FAULT_VERDICT,
  FIELD_FAULT_BYTES,
  FIELD_FAULTS,
  HAS_KNOWN,
  KNOWN_FAULTS,
  KNOWN_FAULTS_MASK,
  TOKEN,
  TOKEN_END,
  TOKEN_HASH,
} from "../src/kernel/fault-layout";
import {
  ASKS_FAULT,
  EVENT_FIELD,
  FAULTS,
  FIELD,
  IS_LEFT,
  KEY,
  KIND,
  LAST_REASON,
  NEXT_PLACE,
  OF_NESTED,
  OF_UNKNOWN,
  STAMP,
} from "../src/kernel/scan-layout";
import { hashOf, sameBytes } from "./bytes";
import { eventTime, isInRange } from "./keep-record";
import { skipScalar } from "./read-value";

/**
 * Go on behind a value that is known not to fit, and note what is wrong with it: `result` is what reading it gave, an address or what is
 * asked of others. Of other values that leave a doubt it says where they are.
 */
export function judgeValue(state: usize, key: usize, at: usize, result: usize): usize {
  if (result > <usize>LAST_REASON && !isOutOfRange(state, key)) return result;
  return judge(state, key, at, result > <usize>LAST_REASON ? <usize>IS_LEFT : result);
}

/** Whether the value that was read is an event time that has no partition. */
function isOutOfRange(state: usize, key: usize): bool {
  if (load<i32>(key, FIELD) != load<i32>(state, EVENT_FIELD)) return false;
  return load<i32>(key, KIND) != OF_UNKNOWN && !isInRange(state, eventTime(state));
}

function judge(state: usize, key: usize, at: usize, reason: usize): usize {
  const kind = load<i32>(key, KIND);
  const isOthers = kind == OF_UNKNOWN || kind == OF_NESTED;
  const end = isOthers ? <usize>IS_LEFT : skipScalar(state, at);
  return judgeToken(state, key, at, end, reason);
}

/**
 * Go on behind a value that is known not to fit, by its bytes up to `end`, or say where it is; `reason` is what is asked of it otherwise.
 * Where its end is not known it is left.
 */
export function judgeToken(state: usize, key: usize, at: usize, end: usize, reason: usize): usize {
  const faults = <usize>load<u32>(state, FAULTS);
  store<u32>(faults, end > <usize>LAST_REASON ? end : 0, TOKEN_END);
  if (end <= <usize>LAST_REASON) return reason;
  const hash = hashOf(at, <i32>(end - at));
  store<u32>(faults, at, TOKEN);
  store<u32>(faults, hash, TOKEN_HASH);
  const field =
    <usize>load<u32>(faults, FIELD_FAULTS) + <usize>(load<u32>(key, FIELD) * FIELD_FAULT_BYTES);
  if (load<u32>(field, HAS_KNOWN) != 0) {
    const verdict = knownVerdict(faults, key, at, <i32>(end - at), hash);
    if (verdict != 0) {
      const stamp = load<u32>(state, STAMP);
      store<u32>(field, stamp, FAULT_RECORD);
      store<u32>(field, verdict, FAULT_VERDICT);
      store<u32>(faults, stamp, FAULT_STAMP);
      return end;
    }
  }
  if (reason != IS_LEFT) return reason;
  store<u32>(state, key, KEY);
  store<u32>(state, end, NEXT_PLACE);
  return ASKS_FAULT;
}

/** The number of the verdict on a value of a key by its bytes; 0 where it is not known. */
function knownVerdict(faults: usize, key: usize, at: usize, length: i32, hash: u32): u32 {
  const slot =
    <usize>load<u32>(faults, KNOWN_FAULTS) +
    <usize>((hash & load<u32>(faults, KNOWN_FAULTS_MASK)) * FAULT_SLOT_BYTES);
  if (load<u32>(slot, FAULT_SLOT_KEY) != <u32>key) return 0;
  if (load<i32>(slot, FAULT_SLOT_LENGTH) != length) return 0;
  return sameBytes(slot + FAULT_SLOT_TEXT, at, length) ? load<u32>(slot, FAULT_SLOT_VERDICT) : 0;
}

/** Whether something is wrong with a value of the record that is being read. */
export function isFaulty(state: usize): bool {
  return load<u32>(<usize>load<u32>(state, FAULTS), FAULT_STAMP) == load<u32>(state, STAMP);
}
