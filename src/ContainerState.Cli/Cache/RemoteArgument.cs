using System.CommandLine;
using ContainerState.Caches;
using ContainerState.Cli.Running;

namespace ContainerState.Cli.Cache;

/// <summary>The remote that a command works with.</summary>
internal static class RemoteArgument
{
    /// <summary>The argument.</summary>
    public static Argument<string?> Make() => new("REMOTE")
    {
        Description = $"A remote's name, a URL, or a path that begins with / or a dot; default: {StateCache.DefaultRemote}.",
        Arity = ArgumentArity.ZeroOrOne,
        CompletionSources = { Names.Remotes },
    };

    /// <summary>What was typed, with a path made absolute.</summary>
    public static string Of(Invocation run, Argument<string?> argument)
    {
        var text = run.Get(argument) ?? StateCache.DefaultRemote;
        return text.StartsWith('.') ? Path.GetFullPath(text) : text;
    }
}
