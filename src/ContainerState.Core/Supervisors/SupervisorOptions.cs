using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Servers;
using ContainerState.StateRepos;

namespace ContainerState.Supervisors;

/// <summary>What a supervisor keeps alive, and how. Exactly one of <see cref="Image"/> and <see cref="Repository"/> is given.</summary>
public sealed record SupervisorOptions
{
    private const int MostServers = 500;

    // A number of four digits and a hyphen fit behind it.
    private const int MostName = 35;

    /// <summary>Its name; its servers get a number behind it.</summary>
    public required string Name { get; init; }

    /// <summary>How many healthy servers there shall be, 1 to 500.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The image, when it is always the same.</summary>
    public ServerImage? Image { get; init; }

    /// <summary>The repository whose newest image is followed.</summary>
    public StateRepo? Repository { get; init; }

    /// <summary>The branch, tag or commit that is followed; HEAD when null.</summary>
    public string? Reference { get; init; }

    /// <summary>The time between two rounds of checks, and between two looks for a new image.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often in a row a server's checks must fail before it is replaced.</summary>
    public int Failures { get; init; } = 3;

    /// <summary>How long a server of a new image must be well before an old one is stopped for it.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How each server is started; name, count and waiting are the supervisor's own.</summary>
    public StartOptions Start { get; init; } = new();

    /// <summary>The files that the secrets of <see cref="Start"/> come from, by name, for a unit; a unit holds no secret itself.</summary>
    public IReadOnlyDictionary<string, string> SecretFiles { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Refuses what makes no sense.</summary>
    /// <exception cref="InvalidNameException">A name or number is not usable.</exception>
    internal void Check()
    {
        ServerName.Check(Name);
        if (Name.Length > MostName)
        {
            throw new InvalidNameException("supervisor name", Name, $"at most {MostName} characters");
        }
        if ((Image is null) == (Repository is null))
        {
            throw new ArgumentException("Give an image or a repository, and not both.");
        }
        if (Start.Publish.Count > 0)
        {
            throw new InvalidNameException("published port", string.Join(',', Start.Publish), "none here: it leads to one server, and a supervisor starts a second before it stops the first");
        }
        StartInputs.From(Start);
        Require("count", Count, Count is >= 1 and <= MostServers, $"1 to {MostServers}");
        Require("number of failures", Failures, Failures is >= 1 and <= 1000, "1 to 1000");
        Require("interval in seconds", Interval.TotalSeconds, Interval.TotalSeconds is >= 0.1 and <= 3600, "0.1 to 3600");
        Require("settling time in seconds", Settle.TotalSeconds, Settle.TotalSeconds is >= 0 and <= 3600, "0 to 3600");
    }

    private static void Require(string what, double value, bool holds, string rule)
    {
        if (!holds)
        {
            throw new InvalidNameException(what, value.ToString(System.Globalization.CultureInfo.InvariantCulture), rule);
        }
    }
}
