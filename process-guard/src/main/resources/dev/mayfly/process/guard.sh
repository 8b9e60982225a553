#!/usr/bin/env bash
# Runs one command, once, and stays with it until it and all that it started are gone.
#
#   guard.sh start DIR LEASE SINCE CAP COMMAND...   prints STARTED or ALREADY; the guard goes on alone, in a session of its own
#   guard.sh stop|kill DIR     has the command end: politely (TERM) or at once (KILL)
#   guard.sh settle DIR        when no guard is alive and no end was recorded: ends what is left, records VOID
#
# LEASE: hundredths of a second without renewal after which the command is ended, 0 for never. SINCE: the first renewal, in
# seconds since boot; when that is too long ago, the command does not run. CAP: bytes per log file.
#
# DIR/marker  made with O_EXCL by the one guard that may run the command, which holds a flock on it for life.
#             Holds the guard's pid, its start time (/proc/PID/stat), the boot's id, and the seconds of the epoch
# DIR/lease   seconds since boot (/proc/uptime) of the last renewal
# DIR/asked   the signal that was asked for last, if any: TERM or KILL
# DIR/told.N  made by who asks process N politely
# DIR/ending  why the command ended or is being ended, once that is so: exit, lease or stop
# DIR/exit    "CODE exit|lease|stop", or VOID; made by rename, once nothing of the command is left
# DIR/work    the command's working directory
# DIR/stdout.log, DIR/stderr.log  the first CAP bytes; the last CAP to 2 CAP bytes are in .1 and .2 (newest)
#
# What belongs to the command is known by the guard's session (the guard and its helpers stay in the session's first
# process group, the command gets another) and by MAYFLY_GUARD=DIR in its environment, which also finds children that
# have made sessions of their own.

fail() {
  echo "process guard: $*" >&2
  exit 1
}

# The state, process group and session of every process, and whether it carries our mark.
belongings() {
  local line fields
  {
    if [ "$session" != none ]; then
      while read -r line; do
        # shellcheck disable=SC2206 # the fields after "PID (NAME) "
        fields=(${line##*) })
        if [ "${fields[3]}" = "$session" ] && [ "${fields[2]}" != "$session" ] && [[ ${fields[0]} != [ZX] ]]; then
          echo "${line%% *}"
        fi
      done < <(cat /proc/[0-9]*/stat)
    fi
    local file
    while read -r file; do
      file=${file#/proc/}
      echo "${file%/environ}"
    done < <(grep -lzFx -e "MAYFLY_GUARD=$dir" /proc/[0-9]*/environ)
  } 2> /dev/null
}

# Sends SIGNAL to all that belongs to the command; false when there is nothing.
signal() {
  local pids
  mapfile -t pids < <(belongings)
  [ ${#pids[@]} -gt 0 ] && kill -s "$1" -- "${pids[@]}" 2> /dev/null
  [ ${#pids[@]} -gt 0 ]
}

nap() {
  read -r -t "$1" -u 7
}

# Ends all that belongs to the command: TERM, and KILL for what is left after so many tenths of a second.
end_all() {
  local left=$1
  if [ "$left" -gt 0 ]; then
    signal TERM || return 0
    while [ "$left" -gt 0 ]; do
      nap 0.1
      [ -n "$(belongings)" ] || return 0
      left=$((left - 1))
    done
  fi
  while signal KILL; do
    nap 0.02
  done
}

write() {
  printf '%s\n' "$2" > "$dir/$1.$BASHPID" && mv -f "$dir/$1.$BASHPID" "$dir/$1"
}

# The first reason given stays.
ending() {
  (set -C && echo "$1" > "$dir/ending") 2> /dev/null
  return 0
}

uptime() {
  local up idle
  read -r up idle < /proc/uptime
  echo "${up/./}"
}

lapsed() {
  local line
  if read -r line < "$dir/lease" && [[ $line =~ ^[0-9]+\.[0-9][0-9]$ ]]; then
    renewed=$((10#${line/./}))
  fi
  [ "$lease" -gt 0 ] && [ $(($(uptime) - renewed)) -gt "$lease" ]
} 2> /dev/null

# A process beside the guard. Its input is a pipe that only the guard holds: a line says that all is done, its end that the
# guard was killed.
watch() {
  local renewed answer
  renewed=$(uptime)
  while true; do
    read -r -t 1
    answer=$?
    if [ $answer = 0 ]; then
      return
    elif [ $answer -le 128 ]; then
      end_all 0
      return
    elif lapsed; then
      ending lease
      end_all 50
    elif [ -e "$dir/asked" ]; then
      do_asked
    fi
  done
}

# Drains its input for ever, and keeps its beginning and its end.
keep() {
  stdbuf -o0 head -c "$cap" > "$1"
  while [ "$(stat -c %s "$1${part-}")" -ge "$cap" ]; do
    [ -z "${part-}" ] || mv -f "$1.2" "$1.1"
    part=.2
    stdbuf -o0 head -c "$cap" > "$1.2"
  done
}

is_marked() {
  grep -qzFx -e "MAYFLY_GUARD=$dir" "/proc/$1/environ"
}

# The watch asks again every second, for what a request did not find. Whoever asks, each process is asked politely once: many
# take a second TERM for "at once". What does not carry our mark yet may not have begun to listen. All are asked in one call:
# a parent is not to see its child end first.
do_asked() {
  local what pid pids=()
  read -r what < "$dir/asked" && ending stop || return
  if [ "$what" = KILL ]; then
    signal KILL
    return
  fi
  while read -r pid; do
    if ! is_marked "$pid" || (set -C && : > "$dir/told.$pid"); then
      pids+=("$pid")
    fi
  done < <(belongings)
  [ ${#pids[@]} = 0 ] || kill -s TERM -- "${pids[@]}"
} 2> /dev/null

identity() {
  local line fields boot
  read -r line < "/proc/$$/stat"
  # shellcheck disable=SC2206
  fields=(${line##*) })
  read -r boot < /proc/sys/kernel/random/boot_id
  printf '%s %s %s %(%s)T\n' $$ "${fields[19]}" "$boot" -1
}

start() {
  for tool in setsid flock setpriv stdbuf grep; do
    command -v $tool > /dev/null || fail "'$tool' is not installed (needed: bash, util-linux 2.33 or newer, GNU coreutils, grep)"
  done
  # A guard must not carry the mark of another, if this was started by what another guards.
  unset MAYFLY_GUARD
  # Returns when the guard lets go of its output.
  answer=$(setsid --fork bash "${BASH_SOURCE[0]}" run "$dir" "$@" 2>&1)
  echo "$answer"
  [ "$answer" = STARTED ] || [ "$answer" = ALREADY ]
}

run() {
  lease=$1 since=$2 cap=$3 renewed=0
  shift 3
  setpriv --pdeathsig KILL true || fail "setpriv does not know --pdeathsig (needed: util-linux 2.33 or newer)"
  mkdir -p "$dir/work" && cd "$dir/work" || fail "cannot use the directory $dir"

  # Never a handler: bash loses the exit code of a child that ends just as a handler interrupts the wait for it, and waits
  # for it for ever.
  trap '' PIPE TERM INT HUP

  if ! (set -C && identity > "$dir/marker") 2> /dev/null; then
    [ -e "$dir/marker" ] || fail "cannot create $dir/marker"
    echo ALREADY
    exit 0
  fi
  exec 9< "$dir/marker"
  flock -w 10 9 || fail "cannot lock $dir/marker"
  if [ -e "$dir/exit" ]; then
    echo ALREADY
    exit 0
  fi
  write lease "$since"
  session=$$
  echo STARTED
  exec < /dev/null > "$dir/guard.log" 2>&1 7<> <(:)

  # Closed by exec: a redirection of a function would keep a copy open.
  exec 8> >(exec 9<&- && watch)
  exec 3> >(exec 8>&- 9<&- && keep "$dir/stdout.log")
  out=$!
  exec 4> >(exec 3>&- 8>&- 9<&- && keep "$dir/stderr.log")
  err=$!

  if lapsed; then
    write exit "143 lease"
    echo done >&8
    exit
  fi

  # -m: a process group of its own, and SIGINT is not ignored in it. The death signal: should guard and watch both be
  # killed, the command still ends.
  set -m
  (
    trap - PIPE TERM INT HUP
    MAYFLY_GUARD=$dir exec setpriv --pdeathsig KILL -- "$@"
  ) >&3 2>&4 3>&- 4>&- 7<&- 8>&- 9<&- &
  child=$!
  set +m
  exec 3>&- 4>&-
  sync "$dir/marker" "$dir" 8>&- 9<&- &
  [ ! -e "$dir/asked" ] || do_asked

  wait "$child"
  code=$?
  ending exit
  end_all 10
  # What was written is in the logs before the end is told; a process that got away may hold a pipe, so not for ever.
  for ((i = 0; i < 200; i++)); do
    kill -0 $out 2> /dev/null || kill -0 $err 2> /dev/null || break
    nap 0.01
  done
  read -r reason < "$dir/ending"
  write exit "$code $reason"
  echo done >&8
}

ask() {
  read -r pid start boot _ < "$dir/marker" || exit 0
  read -r line < "/proc/$pid/stat" || exit 0
  read -r now < /proc/sys/kernel/random/boot_id
  # shellcheck disable=SC2206
  fields=(${line##*) })
  [ "${fields[19]} $now" = "$start $boot" ] || exit 0
  session=$pid
  write asked "$1"
  do_asked
  exit 0
} 2> /dev/null

settle() {
  exec 7<> <(:) 9< "$dir/marker"
  # Held: a guard lives.
  flock -w 1 9 || exit 0
  [ ! -e "$dir/exit" ] || exit 0
  # The session's number may belong to others by now; the mark in the environment is ours for certain.
  session=none
  end_all 0
  write exit VOID
}

main() {
  verb=$1 dir=$2
  shift 2
  case $verb in
    start) start "$@" ;;
    run) run "$@" ;;
    stop) ask TERM ;;
    kill) ask KILL ;;
    settle) settle ;;
    *) fail "unknown: $verb" ;;
  esac
  exit
}

main "$@"
