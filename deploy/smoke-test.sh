#!/usr/bin/env bash
# Uploads a file to a stack and waits for its verdict: deploy/smoke-test.sh STACK. Needs the AWS CLI, with credentials that
# may describe the stack, write under raw/ of its raw bucket, and list and read quarantine/ of the other one.
# The file has a header and no rows: the transforming function writes a table of every file that arrives.
set -euo pipefail
stack=${1:?name the stack}

output() { # name
  aws cloudformation describe-stacks --stack-name "$stack" --output text \
    --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"
}

raw=$(output RawBucketName)
lake=$(output ProcessedBucketName)
key=raw/smoke-test/$(date -u +%Y%m%dT%H%M%SZ)-$$.csv
file=$(mktemp)
trap 'rm -f "$file"' EXIT
echo timestamp,endpoint,status_code >"$file"
aws s3 cp --quiet "$file" "s3://$raw/$key"

for _ in $(seq 1 30); do
  verdict=$(aws s3api list-objects-v2 --bucket "$lake" --prefix "quarantine/verdicts/$raw/$key/" \
    --query "Contents[0].Key" --output text)
  if [ "$verdict" != None ]; then
    aws s3 cp --quiet "s3://$lake/$verdict" "$file"
    if grep -q '"passed": *true' "$file"; then
      echo "the file was validated: s3://$lake/$verdict"
      exit 0
    fi
    echo "the file did not pass: s3://$lake/$verdict" >&2
    exit 1
  fi
  sleep 2
done
echo "no verdict of s3://$raw/$key after a minute: look at the function's log" >&2
exit 1
