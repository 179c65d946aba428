#!/bin/sh
# Replaces the running servers of a repository with servers of its newest commit, if these pass their tests.
#
#   runbook.sh [-u] FOLDER NAME [COUNT]
#
# Pulls the repository in FOLDER, and with -u updates what it depends on; builds, starts COUNT servers beside the old ones, and tests
# them. If all pass, the old servers are stopped. If anything fails, the new ones are stopped, and the old ones have not been touched.
#
# Standard output is the report: what each step said, one JSON object on a line; the last line is the outcome. Standard error is for
# people. The exit code is 0 if servers of the newest commit run at the end, 1 if not, and 2 if this was called wrongly.
set -u

usage() {
  echo "usage: runbook.sh [-u] FOLDER NAME [COUNT]" >&2
  exit 2
}

update=no
if [ "${1-}" = -u ]; then
  update=yes
  shift
fi
if [ $# -lt 2 ] || [ $# -gt 3 ]; then usage; fi
folder=$1
name=$2
count=${3:-1}
# Both stand in patterns below.
case $name in '' | *[!a-z0-9-]*) usage ;; esac
case $count in '' | *[!0-9]* | 0*) usage ;; esac

# What the new servers are called, once that is known.
new=
outcome=Failed
image=
said=$(mktemp) || exit 1

# Also after Ctrl+C, and when something fails.
finish() {
  trap '' INT TERM
  if [ "$outcome" = Failed ] && [ -n "$new" ]; then
    containerstate server stop "$new*" --force >&2
  fi
  rm -f "$said"
  printf '{"name":"%s","outcome":"%s","image":"%s"}\n' "$name" "$outcome" "$image"
  if [ "$outcome" = Failed ]; then exit 1; fi
  exit 0
}
trap finish EXIT
trap 'exit 1' INT TERM

# Runs a command. What it said is in the report, its errors too, and in the file for the next lines to read.
run() {
  containerstate --json "$@" >"$said" 2>&1
  code=$?
  cat "$said"
  if [ $code -ne 0 ]; then
    echo "$name: containerstate $* ended with $code" >&2
  fi
  return $code
}

# How many lines of what the last command said begin like this.
count_said() { grep -c "^$1" "$said"; }

run repo update --repo "$folder" || exit
if [ $update = yes ]; then
  run dependency update --repo "$folder" || exit
fi
run image build --repo "$folder" || exit
# An object begins with its name or id, so no other program is needed to read it.
image=$(sed -n 's/^{"id":"\([0-9a-f]*\)",.*/\1/p' "$said")

# Those of earlier runs, and of one that was killed between its start and its end.
run server list "$name-*" || exit
old=$(sed -n 's/^{"name":"\('"$name"'-[0-9]\{12\}\)\(-[0-9]*\)\{0,1\}",.*/\1\2/p' "$said")
running=$(count_said "{\"name\":\"$name-[0-9]\\{12\\}\\(-[0-9]*\\)\\{0,1\\}\",\"state\":\"Running\",\"image\":\"$image\"")
# shellcheck disable=SC2086 # One word for each server.
set -- $old
if [ $# -eq "$count" ] && [ "$running" -eq "$count" ] && run server test "$@"; then
  outcome=Unchanged
  exit
fi

# The moment of the start is added, web-261124093000, and a number where there are several. No moment is used twice.
next() { date -u "+$name-%y%m%d%H%M%S"; }
while echo "$old" | grep -q "^$(next)"; do sleep 1; done
new=$(next)
run server start "$image" --name "$new" --count "$count" || exit
if ! run server test "$new*"; then
  # Taken now: a stopped server has no log any more.
  run server log "$new*" --tail 50
  exit
fi
# Here is the place for what a load balancer has to be told.
outcome=Replaced
if [ $# -gt 0 ]; then
  run server stop "$@" --force
fi
