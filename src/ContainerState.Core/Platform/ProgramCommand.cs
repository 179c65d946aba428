using System.Collections.Immutable;
using System.Text;

namespace ContainerState.Platform;

/// <summary>A program to run, with an argument list; never a shell line.</summary>
/// <param name="Program">Its name, looked up on PATH, or its absolute path.</param>
public sealed record ProgramCommand(string Program)
{
    /// <summary>The arguments, each handed over as it is.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Variables to set, or with a null value to take away; the others are inherited.</summary>
    public ImmutableDictionary<string, string?> Environment { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>The folder it starts in; ours when null.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>True when the program and all it starts must die with us: it runs in a process namespace of its own.</summary>
    public bool DiesWithUs { get; init; }

    /// <summary>True when the program gets SIGKILL when we end; what it started is for itself to end.</summary>
    /// <remarks>For a program that does not bear another process namespace: LXC reads /proc/1 to find the host's cgroups.</remarks>
    public bool KilledWithUs { get; init; }

    /// <summary>The processors that it runs on, and all that it starts, unless they ask for others; ours when empty.</summary>
    public ImmutableArray<int> Processors { get; init; } = [];

    /// <summary>The command with these arguments behind those it has.</summary>
    public ProgramCommand With(params ReadOnlySpan<string> arguments) => this with { Arguments = [.. Arguments, .. arguments] };

    /// <summary>The command with one variable set, or taken away where the value is null.</summary>
    public ProgramCommand WithEnvironment(string name, string? value) =>
        this with { Environment = Environment.SetItem(name, value) };

    /// <summary>The command with nothing of our environment but a PATH, whatever is set when it is run.</summary>
    public ProgramCommand WithOwnEnvironment() => WithoutEnvironment().WithEnvironment("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");

    /// <summary>The command with nothing of our environment, and no PATH either.</summary>
    public ProgramCommand WithoutEnvironment() => this with
    {
        Environment = System.Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .ToImmutableDictionary(name => name, _ => (string?)null, StringComparer.Ordinal),
    };

    /// <summary>The command line as a person would type it. For messages only.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Program);
        foreach (var argument in Arguments)
        {
            var plain = argument.Length > 0 && argument.All(c => char.IsLetterOrDigit(c) || "-_=+./:,@%".Contains(c));
            text.Append(' ').Append(plain ? argument : $"'{argument.Replace("'", "'\\''").Replace("\n", "\\n")}'");
        }
        return text.ToString();
    }
}
