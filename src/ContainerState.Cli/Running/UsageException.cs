namespace ContainerState.Cli.Running;

/// <summary>A command line that cannot be carried out as it was typed.</summary>
/// <param name="problem">What is wrong. One sentence.</param>
/// <param name="remedy">What to do about it. One sentence.</param>
internal sealed class UsageException(string problem, string remedy) : Exception(problem + " " + remedy)
{
    /// <summary>What is wrong.</summary>
    public string Problem { get; } = problem;

    /// <summary>What to do about it.</summary>
    public string Remedy { get; } = remedy;
}
