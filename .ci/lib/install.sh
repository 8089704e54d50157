#!/usr/bin/env bash
# Installs one tool into the cache, unless it is there: install.sh TOOL, with `cache` in the environment.
# A download may fail by accident, so each is tried twice. Only a complete one is marked as such.
set -u -o pipefail
source .ci/lib/tools.sh

install_requirements() { # folder name
  python3 -m venv "$1" && "$1/bin/pip" install --quiet --requirement ".ci/requirements-$2.txt"
}

install_trino() { # folder
  mvn --quiet --batch-mode --file .ci/trino/pom.xml dependency:copy-dependencies \
    -DoutputDirectory="$1/lib" -DincludeScope=runtime && javac -cp "$1/lib/*" -d "$1" .ci/trino/TrinoServer.java
}

install_tool() { # tool folder
  case $1 in
    versitygw) GOBIN=$2 go install "github.com/versity/versitygw/cmd/versitygw@$versitygw_version" ;;
    minio) GOBIN=$2 go install "github.com/minio/minio@$minio_version" ;;
    trino) install_trino "$2" ;;
    node22) npm install --prefix "$2" --no-save --no-audit --no-fund "node@$node22_version" && "$2/node_modules/.bin/node" --version ;;
    moto | python) install_requirements "$2" "$1" ;;
    *) echo "$1 is not a tool; the tools are: $tools" && return 2 ;;
  esac
}

folder=$(tool_folder "$1")
exec 9>"$folder.lock"
flock 9
[ -e "$folder/.complete" ] && exit 0
for attempt in 1 2; do
  rm -rf "$folder" && mkdir -p "$folder"
  install_tool "$1" "$folder" && touch "$folder/.complete" && exit 0
  echo "$1: attempt $attempt failed"
  sleep 3
done
exit 1
