# Tools that tests need beside the repository: installed in the background from the start, by .ci/lib/install.sh.

versitygw_version=v1.8.0
minio_version=v0.0.0-20260212201848-7aac2a2c5b7c
node22_version=22.23.3
iam_simulate_version=0.1.173
axe_version=4.14.1
actionlint_version=v1.7.7
newman_version=6.2.2
redocly_version=2.77.0
spectral_version=6.16.3
lambda_ric_version=4.0.2
tools="node22 iam-simulate moto python glue-clients trino trino-files spark spark-s3 duckdb-iceberg iceberg-spark trino-iceberg iceberg-rest mongo-java-server ferretdb compose hadolint cfn-lint cfn-guard checkov actionlint postgres mariadb mysql chromium axe schemathesis api-tools lambda-ric versitygw minio"
python_version=$(python3 -c 'import platform; print(platform.python_version())' 2>/dev/null)
declare -A install_pids=()

# The folder of a tool: its name and everything that decides what is in it.
tool_folder() { # tool
  case $1 in
    versitygw) echo "$cache/versitygw-$versitygw_version" ;;
    minio) echo "$cache/minio-$minio_version" ;;
    actionlint) echo "$cache/actionlint-$actionlint_version" ;;
    trino | trino-files | trino-iceberg | iceberg-spark | spark-s3 | iceberg-rest | mongo-java-server | ferretdb | compose) echo "$cache/$1-$(cat ".ci/$1"/* | sha256sum | cut -c1-12)" ;;
    postgres | mariadb | chromium) echo "$cache/$1-debian" ;;
    mysql) echo "$cache/mysql-8.0.15" ;;
    iam-simulate) echo "$cache/iam-simulate-$iam_simulate_version" ;;
    axe) echo "$cache/axe-$axe_version" ;;
    api-tools) echo "$cache/api-tools-newman-$newman_version-redocly-$redocly_version-spectral-$spectral_version" ;;
    lambda-ric) echo "$cache/lambda-ric-$lambda_ric_version" ;;
    node22) echo "$cache/node-$node22_version" ;;
    *) echo "$cache/$1-py$python_version-$(sha256sum ".ci/requirements-$1.txt" | cut -c1-12)" ;;
  esac
}

node22_bin=$(tool_folder node22)/node_modules/.bin
python_bin=$(tool_folder python)/bin

# Each in its own process group, giving way to the tests that run meanwhile.
start_installs() {
  local tool
  for tool in $tools; do
    cache=$cache setsid nice -n 10 bash .ci/lib/install.sh "$tool" >"$logs/install-$tool.log" 2>&1 &
    install_pids[$tool]=$!
  done
}

stop_installs() {
  local tool
  for tool in "${!install_pids[@]}"; do
    kill -TERM -- "-${install_pids[$tool]}" 2>/dev/null
  done
}

# Waits for a tool; fails, having said so, if it could not be had.
tool_ready() { # tool
  if [ -n "${install_pids[$1]:-}" ]; then
    wait "${install_pids[$1]}"
    unset "install_pids[$1]"
  fi
  [ -e "$(tool_folder "$1")/.complete" ] && return 0
  echo "$1 could not be installed:"
  tail -n 20 "$logs/install-$1.log" | sed 's/^/    /'
  return 1
}
