#!/usr/bin/env bash
# Makes a change set of a template and shows it, then executes it: deploy/change-set.sh show NAME=VALUE... | execute.
# STACK, STAGE (dev or prod) and ARTIFACTS (the bucket of the zips) are in the environment. Each NAME is a parameter of the template, such as
# ValidatorCodeKey; the others are those of parameters-STAGE.json. Without changes nothing is done.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/cloudformation"
: "${STACK:?name the stack}"
name=cloudapi-${GITHUB_RUN_ID:-by-hand}

show() { # name=value...
  local kind=UPDATE status parameters prefix
  # A stack whose first change set was never executed is in review, and not there yet.
  status=$(aws cloudformation describe-stacks --stack-name "$STACK" --output text \
    --query 'Stacks[0].StackStatus' 2>/dev/null || true)
  if [ -z "$status" ] || [ "$status" = REVIEW_IN_PROGRESS ]; then kind=CREATE; fi
  parameters=$(mktemp)
  STAGE=${STAGE:?dev or prod} ARTIFACTS=${ARTIFACTS:?name the bucket of the zips} python3 - "$@" >"$parameters" <<'PYTHON'
import json, os, sys
path = f"parameters-{os.environ['STAGE']}.json"
given = {each["ParameterKey"]: each["ParameterValue"] for each in json.load(open(path))}
own = dict(each.split("=", 1) for each in sys.argv[1:])
unknown = own.keys() - given.keys()
if unknown:
    sys.exit(f"change-set.sh: {path} has no parameter {', '.join(sorted(unknown))}; it has {', '.join(given)}")
given |= own | {"CodeBucket": os.environ["ARTIFACTS"]}
print(json.dumps([{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()]))
PYTHON
  prefix=$(python3 -c 'import json, sys; print(next(p["ParameterValue"] for p in json.load(sys.stdin) if p["ParameterKey"] == "NamePrefix"))' <"$parameters")
  aws cloudformation delete-change-set --stack-name "$STACK" --change-set-name "$name" 2>/dev/null || true
  aws cloudformation create-change-set --stack-name "$STACK" --change-set-name "$name" --change-set-type "$kind" \
    --template-body file://template.yaml --parameters "file://$parameters" --capabilities CAPABILITY_IAM \
    --tags "Key=application,Value=$prefix" "Key=stage,Value=$STAGE" Key=managed-by,Value=cloudapi >/dev/null
  rm -f "$parameters"
  if ! aws cloudformation wait change-set-create-complete --stack-name "$STACK" --change-set-name "$name"; then
    reason=$(aws cloudformation describe-change-set --stack-name "$STACK" --change-set-name "$name" --query StatusReason --output text)
    echo "$reason"
    case $reason in *"didn't contain changes"* | *"No updates"*) return 0 ;; *) return 1 ;; esac
  fi
  aws cloudformation describe-change-set --stack-name "$STACK" --change-set-name "$name" --output table \
    --query 'Changes[].ResourceChange.[Action,Replacement,LogicalResourceId,ResourceType]'
}

execute() {
  local status kind=update
  status=$(aws cloudformation describe-change-set --stack-name "$STACK" --change-set-name "$name" --query Status --output text)
  if [ "$status" = FAILED ]; then
    echo "there is nothing to change"
    return 0
  fi
  if [ "$(aws cloudformation describe-stacks --stack-name "$STACK" --query 'Stacks[0].StackStatus' --output text)" = REVIEW_IN_PROGRESS ]; then kind=create; fi
  aws cloudformation execute-change-set --stack-name "$STACK" --change-set-name "$name"
  aws cloudformation wait "stack-$kind-complete" --stack-name "$STACK"
  aws cloudformation update-termination-protection --stack-name "$STACK" --enable-termination-protection >/dev/null
}

case ${1:-} in
  show) show "${@:2}" ;;
  execute) execute ;;
  *) echo "change-set.sh: show NAME=VALUE..., or execute" >&2 && exit 2 ;;
esac
