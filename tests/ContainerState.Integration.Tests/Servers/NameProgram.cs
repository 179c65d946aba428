using System.Globalization;
using ContainerState.Containers;
using ContainerState.Platform;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>A program whose children call themselves whatever they are told, and that makes another when one is killed.</summary>
internal static class NameProgram
{
    /// <summary>Between two words of a command line, in the program's arguments.</summary>
    public const char Between = '|';

    /// <summary>Writes it. <c>named COUNT COMMAND...</c> keeps so many processes with these command lines, in turn.</summary>
    public static async Task BuildAsync(string path)
    {
        var source = path + ".c";
        await File.WriteAllTextAsync(source, """
            #include <signal.h>
            #include <stdlib.h>
            #include <string.h>
            #include <sys/prctl.h>
            #include <sys/wait.h>
            #include <unistd.h>
            static pid_t make(const char *command) {
              pid_t child = fork();
              if (child) return child;
              char *words[20] = { 0 }, *copy = strdup(command);
              int count = 0;
              for (char *word = strtok(copy, "|"); word && count < 19; word = strtok(0, "|")) words[count++] = word;
              prctl(PR_SET_PDEATHSIG, SIGKILL);
              setenv("NAMED", "1", 1);
              execv("/proc/self/exe", words);
              _exit(1);
            }
            int main(int count, char **texts) {
              if (getenv("NAMED")) for (;;) pause();
              int wanted = atoi(texts[1]), names = count - 2;
              pid_t *made = calloc(wanted, sizeof *made);
              for (int i = 0; i < wanted; i++) made[i] = make(texts[2 + i % names]);
              for (;;) {
                pid_t gone = wait(0);
                for (int i = 0; i < wanted; i++) if (made[i] == gone) made[i] = make(texts[2 + i % names]);
              }
            }
            """);
        await ProgramRunner.RunAsync(new ProgramCommand("gcc").With("-O1", "-static", "-o", path, source));
        File.Delete(source);
    }

    /// <summary>The processes that it has made, in servers or out of them; the one that makes them is not among them.</summary>
    public static IReadOnlySet<ProcessIdentity> Made()
    {
        var made = new HashSet<ProcessIdentity>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                    && new FileInfo(folder + "/exe").LinkTarget is { } program && Path.GetFileName(program) == "named"
                    && File.ReadAllText(folder + "/environ").Contains("NAMED=1", StringComparison.Ordinal) && ProcessIdentity.Of(id) is { } process)
                {
                    made.Add(process);
                }
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }
        return made;
    }
}
