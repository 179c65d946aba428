using System.Text.Json;
using System.Text.Json.Serialization;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Repositories;
using ContainerState.Servers;

namespace ContainerState.Supervisors;

/// <summary>What a supervisor keeps alive, and how. Exactly one of <see cref="Image"/> and <see cref="Repository"/> is given.</summary>
public sealed record SupervisorOptions
{
    // A number of four digits and a hyphen fit behind it.
    private const int MostName = 35;

    /// <summary>Its name; its servers get a number behind it.</summary>
    public required string Name { get; set; }

    /// <summary>How many healthy servers there shall be, 1 to 500.</summary>
    public int Count { get; set; } = 1;

    /// <summary>The image, when it is always the same.</summary>
    [JsonIgnore]
    public ServerImage? Image { get; set; }

    /// <summary>The image's id; of options that were read, until their image was looked up.</summary>
    [JsonInclude]
    [JsonPropertyName("image")]
    internal string? ImageId
    {
        get => Image?.Id ?? field;
        set;
    }

    /// <summary>The repository whose newest image is followed. Its folder in JSON.</summary>
    [JsonConverter(typeof(RepositoryPathConverter))]
    public StateRepo? Repository { get; set; }

    /// <summary>The branch, tag or commit that is followed; HEAD when null.</summary>
    public string? Reference { get; set; }

    /// <summary>The time between two rounds of checks, and between two looks for a new image. In seconds in JSON.</summary>
    [JsonPropertyName("intervalSeconds")]
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often in a row a server's checks must fail before it is replaced.</summary>
    public int Failures { get; set; } = 3;

    /// <summary>How long a server of a new image must be well before an old one is stopped for it. In seconds in JSON.</summary>
    [JsonPropertyName("settleSeconds")]
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan Settle { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a server that is replaced is left with the connections to its published ports, at most. In seconds in JSON.</summary>
    [JsonPropertyName("drainSeconds")]
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan Drain { get; set; } = StartOptions.UsualDrain;

    /// <summary>How each server is started; name, count and waiting are the supervisor's own.</summary>
    public StartOptions Start { get; set; } = new();

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
            throw new InvalidNameException("supervisor", Name, "an image or a repository, and not both");
        }
        StartInputs.From(Start);
        foreach (var (name, file) in Start.SecretFiles)
        {
            SecretSource.RequireAbsolute(name, file);
        }
        Require("count", Count, Count is >= 1 and <= StartOptions.MostServers, $"1 to {StartOptions.MostServers}");
        Require("number of failures", Failures, Failures is >= 1 and <= 1000, "1 to 1000");
        Require("interval in seconds", Interval.TotalSeconds, Interval.TotalSeconds is >= 0.1 and <= 3600, "0.1 to 3600");
        Require("settling time in seconds", Settle.TotalSeconds, Settle.TotalSeconds is >= 0 and <= 3600, "0 to 3600");
        Require("draining time in seconds", Drain.TotalSeconds, Drain.TotalSeconds is >= 0 and <= 3600, "0 to 3600");
    }

    private static void Require(string what, double value, bool holds, string rule)
    {
        if (!holds)
        {
            throw new InvalidNameException(what, value.ToString(System.Globalization.CultureInfo.InvariantCulture), rule);
        }
    }

    internal sealed class RepositoryPathConverter : JsonConverter<StateRepo>
    {
        public override StateRepo Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => StateRepo.Locate(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, StateRepo value, JsonSerializerOptions options) => writer.WriteStringValue(value.Path);
    }

    // More than fits is refused by the same rule as what is merely too much.
    internal sealed class SecondsConverter : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TimeSpan.FromSeconds(Math.Clamp(reader.GetDouble(), -1, 1e6));

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(value.TotalSeconds);
    }
}
