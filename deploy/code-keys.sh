#!/usr/bin/env bash
# Bundles what template.yaml deploys, uploads the zips under a version, and prints their keys as parameters: deploy/code-keys.sh VERSION.
# ARTIFACTS (the bucket of the zips) is in the environment, and FUNCTIONS, which of validate, transform and api: all of them when left out. The zip of a
# function goes where its parameter says: an API has the dashboard in it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
version=${1:?name the version, such as a commit}
: "${ARTIFACTS:?name the bucket of the zips}"

for name in ${FUNCTIONS:-validate transform api}; do
  case $name in
    validate) parameter=ValidatorCodeKey ;;
    transform) parameter=TransformCodeKey ;;
    api) parameter=ApiCodeKey ;;
    load) parameter=LoadCodeKey ;;
    *) echo "code-keys.sh: there is no function $name; there are validate, transform, api and load" >&2 && exit 2 ;;
  esac
  npx --yes pnpm@12 exec node scripts/bundle-function.ts "$name" "out/functions/$name.zip" >&2
  aws s3 cp --only-show-errors "out/functions/$name.zip" "s3://$ARTIFACTS/$name/$version.zip" >&2
  echo "$parameter=$name/$version.zip"
done
