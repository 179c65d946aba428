#!/bin/sh
# A web server that is a single binary: busybox, compiled from Debian's source package with Debian's compiler, both in the same
# commit. Run as root, with containerstate on PATH:
#
#     sh busybox-from-source.sh FOLDER        creates the state repository
#     cd FOLDER && containerstate image build
set -eu
containerstate repo new "$1"
cd "$1"
mkdir -p components

# The compiler, with everything it depends on, and the source. Neither has a component, so neither is placed on the server.
containerstate dependency add --debian gcc,libc6-dev,make --name toolchain --no-component
containerstate dependency add --debian-source busybox --name busybox --no-component

cat >components/busybox.yaml <<'END'
source: deps/busybox
toolchain: deps/toolchain
build: |
  make allnoconfig >/dev/null
  for option in STATIC LFS HTTPD FEATURE_HTTPD_RANGES; do
    sed -i "s/^# CONFIG_$option is not set/CONFIG_$option=y/" .config
  done
  yes '' | make oldconfig >/dev/null
  make -j"$JOBS" busybox
  mkdir -p "$OUT/bin"
  cp busybox "$OUT/bin/"
  ln -s busybox "$OUT/bin/httpd"
limits: {minutes: 15}
END

cat >state.yaml <<'END'
name: busybox
init: [/bin/httpd, -f, -p, "8080", -h, /srv/www]
ports: [8080]
checks:
  - http: {port: 8080, path: /, status: 200, contains: compiled}
limits: {memory: 32MiB, processes: 20}
END

mkdir -p rootfs/srv/www
echo '<p>This server was compiled from the commit that it is.</p>' >rootfs/srv/www/index.html
git add --all
git commit --quiet --message 'Serve a page with a busybox of our own'
