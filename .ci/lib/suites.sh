# Suites: each runs to its end whatever happens, writes out/ci/NAME.log, and prints NAME: N passed, N failed, N skipped.

total_passed=0 total_failed=0 total_skipped=0

# One line for a suite, added to the total. A skipped test is a failure here: CI has all that tests need.
conclude() { # name passed failed skipped seconds
  total_passed=$((total_passed + $2)) total_failed=$((total_failed + $3)) total_skipped=$((total_skipped + $4))
  echo "$1 took $5 s"
  if [ "$3" -gt 0 ]; then told "$1" | cut -c 1-600 | sed 's/^/    /'; fi
  if [ "$3" -gt 0 ] || [ "$4" -gt 0 ]; then failures "$1" >>"$work/failures"; fi
  echo "$1: $2 passed, $3 failed, $4 skipped"
}

# What a suite tells of its failures: Vitest's part of them, else the end of the log.
told() { # name
  sed -n '/Failed \(Tests\|Suites\)/,/^ *Test Files /p' "$logs/$1.log" | head -n 200 >"$work/told"
  if [ ! -s "$work/told" ]; then tail -n 150 "$logs/$1.log" >"$work/told"; fi
  cat "$work/told"
}

# What failed or was skipped in a suite by its name, and why in a line; or else the end of its log.
failures() { # name
  awk '/^ *FAIL /{ name = $0; next } name != "" && NF { print name ": " $0; name = "" } /^ *skipped: /' "$logs/$1.log" |
    sed -E 's/^ *//' | sort -u | head -n 15 >"$work/names"
  if [ ! -s "$work/names" ]; then grep -v '^ *$' "$logs/$1.log" | tail -n 5 >"$work/names"; fi
  cut -c 1-500 "$work/names" | sed "s/^/$1: /"
}

# A Vitest command; its tests are counted.
suite_tests() { # name servers|no-servers command...
  local name=$1 servers=$2 started=$SECONDS status counts
  shift 2
  "$@" --reporter=default --reporter=json "--outputFile.json=$work/$name.json" >"$logs/$name.log" 2>&1
  status=$?
  counts=$(node_modules/.bin/node scripts/count-tests.ts "$work/$name.json" "$status" "$servers" 2>>"$logs/$name.log") || counts="0 1 0"
  grep '^second try: ' "$logs/$name.log" | cut -c 1-300 | head -n 20
  # shellcheck disable=SC2086
  conclude "$name" $counts $((SECONDS - started))
}

# Labelled commands; each passes or fails.
suite_checks() { # name (label command)...
  local name=$1 started=$SECONDS passed=0 failed=0
  shift
  : >"$logs/$name.log"
  while [ $# -ge 2 ]; do
    if timeout 900 bash -c "$2" >"$work/check.log" 2>&1; then
      passed=$((passed + 1))
      echo "ok    $1" >>"$logs/$name.log"
    else
      failed=$((failed + 1))
      { echo "FAIL  $1: $2"; tail -n 100 "$work/check.log"; } >>"$logs/$name.log"
    fi
    shift 2
  done
  conclude "$name" "$passed" "$failed" 0 $((SECONDS - started))
}

# A command whose last line says: NAME: N passed, N failed.
suite_counted() { # name command...
  local name=$1 started=$SECONDS status passed failed
  shift
  timeout 1800 "$@" >"$logs/$name.log" 2>&1
  status=$?
  read -r passed failed < <(sed -nE 's/^[a-z0-9-]+: ([0-9]+) passed, ([0-9]+) failed$/\1 \2/p' "$logs/$name.log" | tail -n 1)
  passed=${passed:-0} failed=${failed:-0}
  if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
  if [ $((passed + failed)) -eq 0 ]; then failed=1; fi
  conclude "$name" "$passed" "$failed" 0 $((SECONDS - started))
}

# A suite that can't run because something could not be installed.
suite_missing() { # name tool
  cp "$logs/install-$2.log" "$logs/$1.log" 2>/dev/null || echo "$2 is not installed" >"$logs/$1.log"
  conclude "$1" 0 1 0 0
}

# What failed comes last, where nobody has to look for it.
finish() {
  if [ -s "$work/failures" ]; then head -n 50 "$work/failures"; fi
  echo "$total_passed passed, $total_failed failed, $total_skipped skipped"
  if [ "$total_failed" -gt 0 ] || [ "$total_skipped" -gt 0 ]; then exit 1; fi
  exit 0
}
