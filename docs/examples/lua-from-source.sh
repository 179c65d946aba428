#!/bin/sh
# A Lua script that serves HTTP. Lua is compiled from Debian's source package and linked with sixty lines of C that add sockets.
# Run as root, with containerstate on PATH:
#
#     sh lua-from-source.sh FOLDER            creates the state repository
#     cd FOLDER && containerstate image build
set -eu
containerstate repo new "$1"
cd "$1"
mkdir -p components interpreter rootfs/srv

# The same as in the other examples: a host keeps its files once.
containerstate dependency add --debian gcc,libc6-dev,make --name toolchain --no-component
containerstate dependency add --debian-source lua5.4 --name lua --no-component

# Lua as a library. By itself it places nothing on the server.
cat >components/lua.yaml <<'END'
source: deps/lua/src
toolchain: deps/toolchain
build: |
  rm lua.c luac.c
  # A file that Debian's own packaging would write.
  echo "#define DEB_HOST_MULTIARCH \"$(gcc -print-multiarch)\"" >lua5.4-deb-multiarch.h
  ls l*.c | xargs -P "$JOBS" -n 1 gcc -O2 -DLUA_USE_POSIX -c
  ar rcsD liblua.a l*.o
  mkdir -p "$OUT/usr/local/lib" "$OUT/usr/local/include"
  cp liblua.a "$OUT/usr/local/lib/"
  cp lua.h luaconf.h lualib.h lauxlib.h lua5.4-deb-multiarch.h "$OUT/usr/local/include/"
keep: []
END

cat >interpreter/main.c <<'END'
/* lua with one more library: net.listen(port), net.accept(listener), net.line(client), net.answer(client, text). */
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <lauxlib.h>
#include <lualib.h>

static int net_listen(lua_State *L)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)luaL_checkinteger(L, 1))};
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 16) != 0)
        return luaL_error(L, "the port cannot be listened on");
    lua_pushinteger(L, listener);
    return 1;
}

static int net_accept(lua_State *L)
{
    struct timeval patience = {.tv_sec = 2};
    int client = accept((int)luaL_checkinteger(L, 1), NULL, NULL);
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    lua_pushinteger(L, client);
    return 1;
}

static int net_line(lua_State *L)
{
    luaL_Buffer line;
    char c;
    luaL_buffinit(L, &line);
    while (luaL_bufflen(&line) < 4096 && read((int)luaL_checkinteger(L, 1), &c, 1) == 1 && c != '\n')
        if (c != '\r')
            luaL_addchar(&line, c);
    luaL_pushresult(&line);
    return 1;
}

static int net_answer(lua_State *L)
{
    size_t length;
    const char *text = luaL_checklstring(L, 2, &length);
    int client = (int)luaL_checkinteger(L, 1);
    lua_pushboolean(L, write(client, text, length) == (ssize_t)length);
    close(client);
    return 1;
}

int main(int count, char **words)
{
    static const luaL_Reg net[] = {{"listen", net_listen}, {"accept", net_accept}, {"line", net_line}, {"answer", net_answer}, {NULL, NULL}};
    lua_State *L = luaL_newstate();
    signal(SIGPIPE, SIG_IGN);
    luaL_openlibs(L);
    luaL_newlib(L, net);
    lua_setglobal(L, "net");
    if (count != 2 || luaL_dofile(L, words[1]) != LUA_OK)
    {
        fprintf(stderr, "%s\n", count == 2 ? lua_tostring(L, -1) : "usage: lua SCRIPT");
        return 1;
    }
    return 0;
}
END
cat >components/interpreter.yaml <<'END'
source: interpreter
toolchain: deps/toolchain
needs: [lua]
build: |
  mkdir -p "$OUT/usr/bin"
  gcc -O2 -static -o "$OUT/usr/bin/lua" main.c -llua -lm
END

cat >rootfs/srv/serve.lua <<'END'
local listener = net.listen(8080)
while true do
  local client = net.accept(listener)
  local request = net.line(client)
  while net.line(client) ~= "" do end
  local body = "<p>" .. _VERSION .. " answers " .. request:gsub("[<&]", "?") .. "</p>\n"
  net.answer(client, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body)
end
END
cat >state.yaml <<'END'
name: lua
init: [/usr/bin/lua, /srv/serve.lua]
ports: [8080]
checks:
  - http: {port: 8080, path: /, status: 200, contains: Lua 5.4}
limits: {memory: 32MiB, processes: 20}
END
rm -r rootfs/srv/www
git add --all
git commit --quiet --message 'Serve HTTP with a Lua of our own'
