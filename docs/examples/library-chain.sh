#!/bin/sh
# A chain of three libraries and a program. It shows what is built again after a change, and what is not. Run as root, with
# containerstate on PATH:
#
#     sh library-chain.sh FOLDER              creates the state repository
#     cd FOLDER && containerstate image build
#
# Then change a comment in one/one.c, commit, and build: one is compiled again, its output is the same as before, and nothing
# else is compiled. Change the number that it returns, and all four are compiled.
set -eu
containerstate repo new "$1"
cd "$1"
mkdir -p components
# The same as in the other examples: a host keeps its files once.
containerstate dependency add --debian gcc,libc6-dev,make --name toolchain --no-component

# library NAME NEEDED: a static library with one function, which adds 1 to the result of the library before it.
library() {
  mkdir "$1"
  if [ -n "$2" ]; then
    printf 'int %s(void);\n/* One more than %s. */\nint %s(void) { return %s() + 1; }\n' "$2" "$2" "$1" "$2"
  else
    printf '/* Where the chain begins. */\nint %s(void) { return 1; }\n' "$1"
  fi >"$1/$1.c"
  cat >"components/$1.yaml" <<END
source: $1
toolchain: deps/toolchain
needs: [$2]
build: |
  gcc -O2 -c $1.c
  mkdir -p "\$OUT/usr/local/lib"
  [ -z "$2" ] || cp /usr/local/lib/libchain.a .
  ar rcsD libchain.a $1.o
  cp libchain.a "\$OUT/usr/local/lib/"
keep: []
END
}
library one ''
library two one
library three two

mkdir program
cat >program/main.c <<'END'
#include <stdio.h>
#include <unistd.h>
int three(void);
int main(void) { printf("the chain comes to %d\n", three()); fflush(stdout); for (;;) pause(); }
END
cat >components/program.yaml <<'END'
source: program
toolchain: deps/toolchain
needs: [three]
build: |
  mkdir -p "$OUT/bin"
  gcc -O2 -static -o "$OUT/bin/chain" main.c -L/usr/local/lib -lchain
END

cat >state.yaml <<'END'
name: chain
init: [/bin/chain]
limits: {memory: 16MiB, processes: 10}
END
git add --all
git commit --quiet --message 'Link three libraries into a program'
