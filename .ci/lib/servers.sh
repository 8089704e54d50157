# Servers: on loopback and free ports, each in its own process group, stopped by its id and nothing else.

source .ci/lib/databases.sh

declare -A server_pids=()
server_key=AKIAIOSFODNN7EXAMPLE server_secret=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
server_variables=("CLOUDAPI_TEST_ACCESS_KEY=$server_key" "CLOUDAPI_TEST_SECRET_KEY=$server_secret")

# Databases that are read from: what reads them is covered by tests on them.
start_databases() {
  if tool_ready postgres; then start_server postgres "says accept connections" CLOUDAPI_TEST_POSTGRES; fi
  if tool_ready mariadb; then start_server mariadb "says port: .*" CLOUDAPI_TEST_MARIADB; fi
  if tool_ready mysql; then start_server mysql "says port: .*" CLOUDAPI_TEST_MYSQL; fi
  if tool_ready mongo-java-server; then start_server mongo-java-server "says ready" CLOUDAPI_TEST_MONGO mongodb; fi
  if tool_ready ferretdb; then start_server ferretdb "says ready" CLOUDAPI_TEST_FERRETDB mongodb; fi
}

start_servers() {
  if tool_ready versitygw; then
    start_server versitygw /health CLOUDAPI_TEST_S3_VERSITYGW
    # One more that judges by the policies of users, and the service of its own that keeps these.
    start_server versitygw-iam / CLOUDAPI_TEST_VERSITYGW_IAM
    start_server versitygw-auth /health CLOUDAPI_TEST_VERSITYGW_AUTH
  fi
  if tool_ready minio; then start_server minio /minio/health/ready CLOUDAPI_TEST_S3_MINIO; fi
  # Its tables are in S3, so it is told of a server that is up.
  if tool_ready iceberg-rest; then start_server iceberg-rest /v1/config CLOUDAPI_TEST_ICEBERG_REST; fi
  if tool_ready trino; then start_server trino "says ready" CLOUDAPI_TEST_TRINO; fi
  if tool_ready trino-files; then start_server trino-files "says ready" CLOUDAPI_TEST_TRINO_FILES; fi
  if tool_ready trino-iceberg; then start_server trino-iceberg "says ready" CLOUDAPI_TEST_TRINO_ICEBERG; fi
  if tool_ready iceberg-spark; then server_variables+=("CLOUDAPI_TEST_ICEBERG_SPARK=$(echo "$(tool_folder iceberg-spark)"/lib/iceberg-*.jar | tr ' ' ,)"); fi
  if tool_ready duckdb-iceberg; then server_variables+=("CLOUDAPI_TEST_DUCKDB_ICEBERG=$(tool_folder duckdb-iceberg)/bin/python"); fi
  if tool_ready spark; then server_variables+=("CLOUDAPI_TEST_SPARK=$(tool_folder spark)/bin/python"); fi
  if tool_ready spark-s3; then server_variables+=("CLOUDAPI_TEST_SPARK_S3=$(echo "$(tool_folder spark-s3)"/lib/*.jar | tr ' ' ,)"); fi
  if tool_ready chromium; then server_variables+=("CLOUDAPI_TEST_CHROMIUM=$(command -v chromium)"); fi
  # Of another kind of licence than what the repository installs, so it comes from here.
  if tool_ready axe; then server_variables+=("CLOUDAPI_TEST_AXE=$(tool_folder axe)/node_modules/axe-core/axe.min.js"); fi
  if tool_ready schemathesis; then server_variables+=("CLOUDAPI_TEST_SCHEMATHESIS=$(tool_folder schemathesis)/bin/schemathesis"); fi
  if tool_ready api-tools; then server_variables+=("CLOUDAPI_TEST_API_TOOLS=$(tool_folder api-tools)/node_modules/.bin"); fi
  if tool_ready lambda-ric; then server_variables+=("CLOUDAPI_TEST_LAMBDA_RIC=$(tool_folder lambda-ric)/node_modules/aws-lambda-ric/index.mjs"); fi
  if tool_ready iam-simulate; then server_variables+=("CLOUDAPI_TEST_IAM_SIMULATE=$(tool_folder iam-simulate)"); fi
  if tool_ready glue-clients; then
    server_variables+=("CLOUDAPI_TEST_GLUE_CLIENTS=$(tool_folder glue-clients)/bin/python")
  fi
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
start_server() { # name path|"says WORD" variable [scheme]
  local port attempt
  for attempt in 1 2 3; do
    port=$(free_port)
    mkdir -p "$work/$1" && : >"$logs/server-$1.log"
    launch "$1" "$port" "$work/$1" >"$logs/server-$1.log" 2>&1 &
    server_pids[$1]=$!
    if is_ready "$1" "$port" "$2"; then
      server_variables+=("$3=${4:-http}://127.0.0.1:$port")
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
    postgres | mariadb | mysql) "launch_$1" "$2" "$3" ;;
    versitygw)
      ROOT_ACCESS_KEY=$server_key ROOT_SECRET_KEY=$server_secret exec setsid "$(tool_folder versitygw)/versitygw" \
        --quiet --port "127.0.0.1:$2" --region us-east-1 --iam-dir "$3/iam" --health /health \
        posix --versioning-dir "$3/versions" "$3/data"
      ;;
    versitygw-iam)
      ROOT_ACCESS_KEY=root ROOT_SECRET_KEY=rootsecret exec setsid "$(tool_folder versitygw)/versitygw" \
        --quiet --port "127.0.0.1:$2" --region us-east-1 iam --dir "$3/iam" --private-ports "$3/iam.sock"
      ;;
    versitygw-auth)
      ROOT_ACCESS_KEY=root ROOT_SECRET_KEY=rootsecret exec setsid "$(tool_folder versitygw)/versitygw" \
        --quiet --port "127.0.0.1:$2" --region us-east-1 --iam-standalone-endpoint "$work/versitygw-iam/iam.sock" --health /health \
        posix --versioning-dir "$3/versions" "$3/data"
      ;;
    minio)
      # The KMS key is there so that encryption can be asked for.
      MINIO_ROOT_USER=$server_key MINIO_ROOT_PASSWORD=$server_secret MINIO_REGION=us-east-1 \
        MINIO_UPDATE=off MINIO_BROWSER=off MINIO_KMS_SECRET_KEY="key:$(head -c 32 /dev/zero | base64)" \
        exec setsid "$(tool_folder minio)/minio" server --quiet --address "127.0.0.1:$2" "$3/data"
      ;;
    trino | trino-files)
      local trino class=TrinoServer
      trino=$(tool_folder "$1")
      if [ "$1" = trino-files ]; then class=TrinoFiles; fi
      exec setsid java -Xmx1g -Duser.timezone=UTC -cp "$trino:$trino/lib/*" "$class" "$2" "$3/data"
      ;;
    trino-iceberg)
      local trino
      trino=$(tool_folder "$1")
      exec setsid "$trino/jre/bin/java" -Xmx1g -Duser.timezone=UTC -cp "$trino:$trino/lib/*" TrinoIceberg "$2" "$3/data" \
        $(lake_of_trino)
      ;;
    mongo-java-server)
      local mongo
      mongo=$(tool_folder mongo-java-server)
      exec setsid java -Xmx512m -cp "$mongo:$mongo/lib/*" MongoServerOnLoopback "$2"
      ;;
    ferretdb)
      exec setsid "$(tool_folder ferretdb)/ferretdb" "$2" "$3/data"
      ;;
    iceberg-rest)
      local rest
      rest=$(tool_folder iceberg-rest)
      exec setsid java -Xmx512m -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$rest:$rest/lib/*" \
        IcebergRest "$2" "$3/data" "$(endpoint_of CLOUDAPI_TEST_S3_VERSITYGW)" "$server_key" "$server_secret"
      ;;
    moto)
      # With an evaluator of JSONata, so that it executes state machines.
      MOTO_PORT=$2 exec setsid "$(tool_folder moto)/bin/python" .ci/moto/server.py -H 127.0.0.1 -p "$2"
      ;;
    moto-s3)
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

# What Trino needs to be told of the REST catalog, if that is up.
lake_of_trino() {
  local rest
  rest=$(endpoint_of CLOUDAPI_TEST_ICEBERG_REST)
  if [ -n "$rest" ]; then echo "$rest" "$(endpoint_of CLOUDAPI_TEST_S3_VERSITYGW)" "$server_key" "$server_secret"; fi
}

# What a variable of a server that is up says.
endpoint_of() { # variable
  local each
  for each in "${server_variables[@]}"; do
    if [ "${each%%=*}" = "$1" ]; then echo "${each#*=}"; fi
  done
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
