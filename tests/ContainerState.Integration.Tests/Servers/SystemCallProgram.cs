using ContainerState.Definitions;
using ContainerState.Platform;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>A program that makes system calls by name with harmless arguments, and says how each ended.</summary>
internal static class SystemCallProgram
{
    private static readonly string[] Others = ["unshare", "clone", "socket", "ptrace", "personality"];

    /// <summary>
    /// Writes it. <c>try NAME[:ARGUMENT...]...</c> prints a line for each: the same text, and the error number, or
    /// <c>absent</c> where the processor has no such call. A name may be a <c>#</c> and a number, or <c>int80</c>: getpid as
    /// programs of 32 bits call it.
    /// </summary>
    public static async Task BuildAsync(string path)
    {
        var source = path + ".c";
        await File.WriteAllTextAsync(source, $$"""
            #define _GNU_SOURCE
            #include <errno.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <sys/syscall.h>
            #include <unistd.h>
            static const struct { const char *name; long number; } calls[] = {
            {{string.Join('\n', SystemCalls.Addable.Concat(SystemCalls.Never).Concat(Others).Select(name => $"#ifdef SYS_{name}\n{{ \"{name}\", SYS_{name} }},\n#endif"))}}
            { 0, 0 } };
            int main(int count, char **texts) {
              for (int i = 1; i < count; i++) {
                char copy[200];
                long values[4] = { -1, 0, 0, 0 }, number = -1;
                snprintf(copy, sizeof copy, "%s", texts[i]);
                char *name = strtok(copy, ":"), *word;
                for (int v = 0; v < 4 && (word = strtok(0, ":")); v++) values[v] = strtol(word, 0, 0);
                #ifdef __x86_64__
                if (!strcmp(name, "int80")) {
                  long found;
                  fflush(stdout);
                  __asm__ volatile("int $0x80" : "=a"(found) : "a"(20L) : "memory", "r8", "r9", "r10", "r11");
                  printf("int80 %d\n", found < 0 ? (int)-found : 0);
                  continue;
                }
                #endif
                if (name[0] == '#') number = strtol(name + 1, 0, 0);
                for (int c = 0; calls[c].name; c++) if (!strcmp(calls[c].name, name)) number = calls[c].number;
                if (number < 0) { printf("%s absent\n", texts[i]); continue; }
                errno = 0;
                long result = syscall(number, values[0], values[1], values[2], values[3], 0, 0);
                if (number == SYS_clone && result == 0) _exit(0);
                printf("%s %d\n", texts[i], result < 0 ? errno : 0);
              }
              puts("tried");
              return 0;
            }
            """);
        await ProgramRunner.RunAsync(new ProgramCommand("gcc").With("-O1", "-static", "-o", path, source));
        File.Delete(source);
    }
}
