# Servers: on loopback and free ports, each in its own process group, stopped by its id and nothing else.

declare -A server_pids=()
server_key=AKIAIOSFODNN7EXAMPLE server_secret=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
server_variables=("CLOUDAPI_TEST_ACCESS_KEY=$server_key" "CLOUDAPI_TEST_SECRET_KEY=$server_secret")

start_servers() {
  if tool_ready versitygw; then start_server versitygw /health CLOUDAPI_TEST_S3_VERSITYGW; fi
  if tool_ready minio; then start_server minio /minio/health/ready CLOUDAPI_TEST_S3_MINIO; fi
  if tool_ready trino; then start_server trino "says ready" CLOUDAPI_TEST_TRINO; fi
  if tool_ready moto; then
    # Two, because a test that resets one must not empty the other's buckets.
    start_server moto-s3 /moto-api/ CLOUDAPI_TEST_S3_MOTO
    start_server moto /moto-api/ CLOUDAPI_TEST_MOTO
  fi
  if tool_ready python; then
    server_variables+=("CLOUDAPI_TEST_PYTHON=$python_bin/python" "CLOUDAPI_TEST_PARLIAMENT=$python_bin/parliament")
    start_server ministack-s3 /_ministack/health CLOUDAPI_TEST_S3_MINISTACK
    start_server ministack /_ministack/health CLOUDAPI_TEST_MINISTACK
    start_server ministack-auth /_ministack/health CLOUDAPI_TEST_MINISTACK_AUTH
  fi
}

# A port that was free may be taken a moment later, so a server that dies early is started again elsewhere.
# It is ready when a path answers, or when its log says so.
start_server() { # name path|"says WORD" variable
  local port attempt
  for attempt in 1 2 3; do
    port=$(free_port)
    mkdir -p "$work/$1"
    launch "$1" "$port" "$work/$1" >"$logs/server-$1.log" 2>&1 &
    server_pids[$1]=$!
    if is_ready "$1" "$port" "$2"; then
      server_variables+=("$3=http://127.0.0.1:$port")
      return 0
    fi
    stop_server "$1"
  done
  echo "$1 did not start:"
  tail -n 20 "$logs/server-$1.log" | sed 's/^/    /'
  return 1
}

launch() { # name port folder
  mkdir -p "$3/data" "$3/versions" "$3/iam" "$3/tmp"
  case $1 in
    versitygw)
      ROOT_ACCESS_KEY=$server_key ROOT_SECRET_KEY=$server_secret exec setsid "$(tool_folder versitygw)/versitygw" \
        --quiet --port "127.0.0.1:$2" --region us-east-1 --iam-dir "$3/iam" --health /health \
        posix --versioning-dir "$3/versions" "$3/data"
      ;;
    minio)
      # The KMS key is there so that encryption can be asked for.
      MINIO_ROOT_USER=$server_key MINIO_ROOT_PASSWORD=$server_secret MINIO_REGION=us-east-1 \
        MINIO_UPDATE=off MINIO_BROWSER=off MINIO_KMS_SECRET_KEY="key:$(head -c 32 /dev/zero | base64)" \
        exec setsid "$(tool_folder minio)/minio" server --quiet --address "127.0.0.1:$2" "$3/data"
      ;;
    trino)
      local trino
      trino=$(tool_folder trino)
      exec setsid java -Xmx1g -Duser.timezone=UTC -cp "$trino:$trino/lib/*" TrinoServer "$2"
      ;;
    moto | moto-s3)
      exec setsid "$(tool_folder moto)/bin/moto_server" -H 127.0.0.1 -p "$2"
      ;;
    ministack | ministack-s3 | ministack-auth)
      # It checks presigned URLs against its root key. The second enforces identity policies besides.
      if [ "$1" = ministack-s3 ]; then export AWS_ACCESS_KEY_ID=$server_key AWS_SECRET_ACCESS_KEY=$server_secret; fi
      if [ "$1" = ministack-auth ]; then export AUTH=true AWS_ACCESS_KEY_ID=root AWS_SECRET_ACCESS_KEY=rootsecret; fi
      TMPDIR=$3/tmp BIND_HOST=127.0.0.1 GATEWAY_PORT=$2 MINISTACK_HOST=127.0.0.1 IOT_MTLS_ENABLED=0 SFTP_ENABLED=0 \
        exec setsid "$python_bin/ministack"
      ;;
  esac
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

is_ready() { # name port path|"says WORD"
  local try
  for try in $(seq 1 300); do
    kill -0 "${server_pids[$1]}" 2>/dev/null || return 1
    case $3 in
      says\ *) grep --quiet "${3#says }\$" "$logs/server-$1.log" && return 0 ;;
      *) curl --fail --silent --output /dev/null --max-time 2 "http://127.0.0.1:$2$3" && return 0 ;;
    esac
    sleep 0.2
  done
  return 1
}

stop_servers() {
  local name
  for name in "${!server_pids[@]}"; do stop_server "$name"; done
}

stop_server() { # name
  local pid=${server_pids[$1]} try
  kill -TERM -- "-$pid" 2>/dev/null || kill -TERM "$pid" 2>/dev/null
  for try in $(seq 1 50); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL -- "-$pid" 2>/dev/null
  wait "$pid" 2>/dev/null
  unset "server_pids[$1]"
}
