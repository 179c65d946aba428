using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Git;

/// <summary>The git program: for transport, packs, and what depends on the user's own configuration. All of git is run here.</summary>
public static class GitProgram
{
    /// <summary>Runs git and hands back what it wrote, however it ended.</summary>
    /// <remarks>
    /// It asks no questions, speaks English, and takes no configuration of the repository: nothing out of its <c>config</c>,
    /// <c>hooks</c> and <c>info</c> reaches what it does. The user's own configuration and the system's do.
    /// </remarks>
    /// <param name="repository">A work tree or Git directory to run it on; null for none, whatever the current folder is in.</param>
    /// <param name="arguments">The subcommand and its arguments.</param>
    /// <param name="input">Writes its standard input; null for an empty one.</param>
    /// <param name="output">Reads its standard output; null to collect it as text.</param>
    /// <param name="index">The index to use in place of the repository's; null for that.</param>
    /// <param name="objects">The folder that takes new objects in place of the repository's; null for that.</param>
    /// <param name="diesWithUs">True when it and all it starts must die with us.</param>
    /// <param name="cancel">Kills it.</param>
    public static async Task<ProgramResult> TryRunAsync(
        string? repository,
        string[] arguments,
        Func<Stream, CancellationToken, Task>? input = null,
        Func<Stream, CancellationToken, Task>? output = null,
        string? index = null,
        string? objects = null,
        bool diesWithUs = false,
        CancellationToken cancel = default)
    {
        using var view = repository is null ? null : PlainView.Make(repository);
        return await ProgramRunner.TryRunAsync(
            Command(repository, view, arguments, index).WithEnvironment("GIT_OBJECT_DIRECTORY", objects) with { DiesWithUs = diesWithUs }, input, output, cancel: cancel);
    }

    /// <summary>As <see cref="TryRunAsync"/>, and makes an error of an exit code that is not 0.</summary>
    /// <exception cref="ProgramFailedException">It failed.</exception>
    public static async Task<ProgramResult> RunAsync(
        string? repository,
        string[] arguments,
        Func<Stream, CancellationToken, Task>? input = null,
        Func<Stream, CancellationToken, Task>? output = null,
        string? index = null,
        bool diesWithUs = false,
        CancellationToken cancel = default)
    {
        using var view = repository is null ? null : PlainView.Make(repository);
        return await ProgramRunner.RunAsync(
            Command(repository, view, arguments, index) with { DiesWithUs = diesWithUs }, input, output, cancel: cancel);
    }

    /// <summary>Runs git and hands back its output without the line end.</summary>
    /// <exception cref="ProgramFailedException">It failed.</exception>
    public static async Task<string> TextAsync(string? repository, string[] arguments, CancellationToken cancel = default) =>
        (await RunAsync(repository, arguments, cancel: cancel)).Output.TrimEnd('\n');

    /// <summary>What a repository's own configuration says for a key; null when it says nothing. Files that it includes are not read.</summary>
    /// <param name="repository">A work tree or Git directory.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<string?> ReadSettingAsync(string repository, string key, CancellationToken cancel)
    {
        var read = await TryRunAsync(null, ["config", "--file", PlainView.ConfigurationOf(repository), "--null", "--get", key], cancel: cancel);
        return read.ExitCode == 0 ? read.Output.TrimEnd('\0') : null;
    }

    /// <summary>Writes a key of a repository's own configuration.</summary>
    /// <exception cref="ProgramFailedException">The file is not one of Git's, or cannot be written.</exception>
    public static Task WriteSettingAsync(string repository, string key, string value, CancellationToken cancel) =>
        TextAsync(null, ["config", "--file", PlainView.ConfigurationOf(repository), key, value], cancel);

    /// <summary>Removes a key of a repository's own configuration, if it is there.</summary>
    public static Task RemoveSettingAsync(string repository, string key, CancellationToken cancel) =>
        TryRunAsync(null, ["config", "--file", PlainView.ConfigurationOf(repository), "--unset-all", key], cancel: cancel);

    /// <summary>True when a commit is another's ancestor, or the same. Both are here.</summary>
    public static async Task<bool> IsAncestorAsync(string repository, string older, string newer, CancellationToken cancel)
    {
        var answer = await TryRunAsync(repository, ["merge-base", "--is-ancestor", older, newer], cancel: cancel);
        return answer.ExitCode switch
        {
            0 => true,
            1 => false,
            _ => throw ProgramRunner.Failed(answer),
        };
    }

    /// <summary>Notes in a new repository where it is from, as <c>git clone</c> does.</summary>
    public static async Task WriteOriginAsync(string repository, string url, CancellationToken cancel)
    {
        await WriteSettingAsync(repository, "remote.origin.url", url, cancel);
        await WriteSettingAsync(repository, "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*", cancel);
    }

    private static ProgramCommand Command(string? repository, PlainView? view, string[] arguments, string? index)
    {
        var command = new ProgramCommand("git")
            .WithEnvironment("GIT_TERMINAL_PROMPT", "0")
            .WithEnvironment("GIT_NO_REPLACE_OBJECTS", "1")
            .WithEnvironment("GIT_OPTIONAL_LOCKS", "0")
            .WithEnvironment("LC_ALL", "C")
            // Slower than a byte a second for a minute is a server that has gone away.
            .WithEnvironment("GIT_HTTP_LOW_SPEED_LIMIT", Environment.GetEnvironmentVariable("GIT_HTTP_LOW_SPEED_LIMIT") ?? "1")
            .WithEnvironment("GIT_HTTP_LOW_SPEED_TIME", Environment.GetEnvironmentVariable("GIT_HTTP_LOW_SPEED_TIME") ?? "60")
            // Variables of an enclosing git (a hook, say) would point the command to another repository.
            .WithEnvironment("GIT_DIR", view?.GitDirectory)
            .WithEnvironment("GIT_COMMON_DIR", view?.CommonDirectory)
            .WithEnvironment("GIT_WORK_TREE", view?.WorkTree)
            .WithEnvironment("GIT_INDEX_FILE", index)
            .WithEnvironment("GIT_OBJECT_DIRECTORY", null)
            .WithEnvironment("GIT_ALTERNATE_OBJECT_DIRECTORIES", null)
            // Git's own default leaves single objects and references to the kernel, which loses the last half minute at a power cut.
            .With("-c", "core.fsync=committed,reference", "-c", "core.fsyncMethod=batch")
            // What the repository's alternates have is looked up in them, without a git that would read their configuration.
            .With("-c", "core.alternateRefsCommand=true")
            .With("-c", "protocol.ext.allow=never", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "gc.auto=0", "-c", "advice.detachedHead=false");
        // ssh asks at the terminal, whatever its input is, and so would a program for passwords that a desktop names. Whoever has set
        // this has a program that answers by itself.
        if (Environment.GetEnvironmentVariable("SSH_ASKPASS_REQUIRE") != "force")
        {
            command = command.WithEnvironment("SSH_ASKPASS_REQUIRE", "force").WithEnvironment("SSH_ASKPASS", "/bin/false");
        }
        // Without a repository, git would look for one around the folder that it starts in.
        command = repository is null ? command with { WorkingDirectory = "/" } : command.With("-C", repository);
        return command.With(arguments);
    }

    /// <summary>The last line that git wrote to standard error: the one that says what went wrong.</summary>
    internal static string LastLine(ProgramResult result)
    {
        var lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var said = lines.FirstOrDefault(line => line.StartsWith("fatal:", StringComparison.Ordinal)) ?? lines.LastOrDefault();
        return said ?? $"git ended with exit code {result.ExitCode}";
    }
}
