# Tools that tests need beside the repository: installed in the background from the start, by .ci/lib/install.sh.

versitygw_version=v1.8.0
minio_version=v0.0.0-20260212201848-7aac2a2c5b7c
node22_version=22.23.3
tools="node22 moto python trino versitygw minio"
python_version=$(python3 -c 'import platform; print(platform.python_version())' 2>/dev/null)
declare -A install_pids=()

# The folder of a tool: its name and everything that decides what is in it.
tool_folder() { # tool
  case $1 in
    versitygw) echo "$cache/versitygw-$versitygw_version" ;;
    minio) echo "$cache/minio-$minio_version" ;;
    trino) echo "$cache/trino-$(cat .ci/trino/* | sha256sum | cut -c1-12)" ;;
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
