using ContainerState.Platform;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>A program that takes as much as it can of one thing of the kernel, and keeps it.</summary>
internal static class HoardProgram
{
    /// <summary>
    /// Writes it. <c>hoard KIND MIB</c> fills sockets or pipes, or makes descriptors, for 3 seconds at the most, and prints
    /// <c>hoard KIND holds|killed bytes N descriptors N errno N</c>; a child keeps it all from then on. <c>hoard flows ADDRESS</c>
    /// sends 30,000 datagrams, and prints <c>hoard flows sent N</c>.
    /// </summary>
    public static async Task BuildAsync(string path)
    {
        var source = path + ".c";
        await File.WriteAllTextAsync(source, """
            #define _GNU_SOURCE
            #include <arpa/inet.h>
            #include <errno.h>
            #include <fcntl.h>
            #include <linux/netlink.h>
            #include <linux/rtnetlink.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <sys/epoll.h>
            #include <sys/eventfd.h>
            #include <sys/inotify.h>
            #include <sys/mman.h>
            #include <sys/resource.h>
            #include <sys/socket.h>
            #include <time.h>
            #include <unistd.h>

            static char block[60000];
            static long *done;      /* bytes, descriptors, errno: in memory that both processes see */
            static int wide(int s) { int n = 1 << 24; setsockopt(s, SOL_SOCKET, SO_RCVBUF, &n, sizeof n); setsockopt(s, SOL_SOCKET, SO_SNDBUF, &n, sizeof n); return s; }
            static int fail(void) { done[2] = errno; return 0; }
            static int fill(int s, const void *what, size_t size) {
              long n;
              while ((n = send(s, what, size, MSG_DONTWAIT | MSG_NOSIGNAL)) > 0) done[0] += n;
              return 1;
            }
            static int netlink(int protocol) {
              int s = socket(AF_NETLINK, SOCK_RAW, protocol);
              if (s < 0) return fail();
              wide(s);
              done[1]++;
              struct sockaddr_nl to = { .nl_family = AF_NETLINK };
              socklen_t length = sizeof to;
              bind(s, (void *)&to, sizeof to);
              getsockname(s, (void *)&to, &length);
              if (protocol == NETLINK_ROUTE) {
                struct { struct nlmsghdr h; struct ifinfomsg i; } ask = { { sizeof ask, RTM_GETLINK, NLM_F_REQUEST, 1, 0 }, { .ifi_index = 1 } };
                struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
                /* Each answer is about 1.5 KiB, and waits to be read. When it has no more room, the socket has an error. */
                for (int i = 0; i < 20000; i++) {
                  if (sendto(s, &ask, sizeof ask, MSG_DONTWAIT, (void *)&kernel, sizeof kernel) < 0) break;
                  int e = 0; socklen_t l = sizeof e;
                  if (i % 64 == 0 && getsockopt(s, SOL_SOCKET, SO_ERROR, &e, &l) == 0 && e) break;
                  done[0] += 1400;
                }
                return 1;
              }
              long n;
              while ((n = sendto(s, block, sizeof block, MSG_DONTWAIT, (void *)&to, sizeof to)) > 0) done[0] += n;
              if (done[0] == 0) return fail();
              return 1;
            }
            static int pairs(int kind) {
              int p[2];
              if (socketpair(AF_UNIX, kind, 0, p)) return fail();
              wide(p[0]); wide(p[1]); done[1] += 2;
              return fill(p[0], block, sizeof block) && fill(p[1], block, sizeof block);
            }
            static int inet(int kind) {
              int a = socket(AF_INET, kind, 0), b = socket(AF_INET, kind, 0);
              struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
              socklen_t length = sizeof to;
              if (a < 0 || b < 0) return fail();
              wide(a); wide(b);
              if (bind(a, (void *)&to, sizeof to) || getsockname(a, (void *)&to, &length)) return fail();
              done[1] += 2;
              if (kind == SOCK_DGRAM) {
                if (connect(b, (void *)&to, sizeof to)) return fail();
                /* What is not taken is dropped, unseen by the sender: so as much as there is room for, by what the kernel says. */
                int room = 0; socklen_t l = sizeof room;
                getsockopt(a, SOL_SOCKET, SO_RCVBUF, &room, &l);
                for (int sent = 0; sent < room; sent += 60000) if (send(b, block, sizeof block, MSG_DONTWAIT) < 0) break;
                done[0] += room;
                return 1;
              }
              if (listen(a, 1) || connect(b, (void *)&to, sizeof to)) return fail();
              int c = accept(a, 0, 0);
              if (c < 0) return fail();
              wide(c); done[1]++;
              for (int i = 0; i < 3; i++) { fill(b, block, sizeof block); fill(c, block, sizeof block); usleep(2000); }
              return 1;
            }
            static int pipes(void) {
              int p[2];
              if (pipe2(p, O_NONBLOCK)) return fail();
              fcntl(p[1], F_SETPIPE_SZ, 1 << 20); done[1] += 2;
              long n; while ((n = write(p[1], block, sizeof block)) > 0) done[0] += n;
              return 1;
            }
            static int one(const char *kind) {
              if (!strcmp(kind, "route")) return netlink(NETLINK_ROUTE);
              if (!strcmp(kind, "usersock")) return netlink(NETLINK_USERSOCK);
              if (!strcmp(kind, "unix-stream")) return pairs(SOCK_STREAM);
              if (!strcmp(kind, "unix-dgram")) return pairs(SOCK_DGRAM);
              if (!strcmp(kind, "udp")) return inet(SOCK_DGRAM);
              if (!strcmp(kind, "tcp")) return inet(SOCK_STREAM);
              if (!strcmp(kind, "pipe")) return pipes();
              int f = !strcmp(kind, "eventfd") ? eventfd(0, 0) : !strcmp(kind, "inotify") ? inotify_init() : epoll_create1(0);
              if (f < 0) return fail();
              done[1]++;
              return 1;
            }
            int main(int count, char **texts) {
              const char *kind = texts[1];
              if (!strcmp(kind, "flows")) {
                /* One datagram to each of 30,000 ports of an address. */
                int s = socket(AF_INET, SOCK_DGRAM, 0);
                struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = inet_addr(texts[2]) };
                long sent = 0;
                for (int port = 20001; port <= 50000; port++) {
                  to.sin_port = htons(port);
                  /* ECONNREFUSED is that of one before. */
                  for (int tries = 0; tries < 3; tries++) if (sendto(s, "x", 1, 0, (void *)&to, sizeof to) == 1) { sent++; break; }
                }
                printf("hoard flows sent %ld\n", sent);
                return 0;
              }
              long most = atol(texts[2]) << 20;
              done = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
              int ready[2];
              if (pipe(ready)) return 1;
              int child = fork();
              if (!child) {
                close(ready[0]);
                /* When the memory of the server is used up, this process goes, not the one that says so. */
                int adjust = open("/proc/self/oom_score_adj", O_WRONLY);
                if (adjust < 0 || write(adjust, "1000", 4) < 0) return 1;
                close(adjust);
                time_t end = time(0) + 3;
                while (done[0] < most && done[1] < 60000 && time(0) < end && one(kind)) ;
                if (write(ready[1], "x", 1) < 0) return 1;
                pause();
              }
              close(ready[1]);
              char x;
              int ended = read(ready[0], &x, 1) != 1;
              printf("hoard %s %s bytes %ld descriptors %ld errno %ld\n", kind, ended ? "killed" : "holds", done[0], done[1], done[2]);
              fflush(stdout);
              return 0;
            }
            """);
        await ProgramRunner.RunAsync(new ProgramCommand("gcc").With("-O1", "-static", "-o", path, source));
        File.Delete(source);
    }
}
