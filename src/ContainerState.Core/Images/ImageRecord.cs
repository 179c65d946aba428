using System.Text.Json;
using ContainerState.StateRepos;

namespace ContainerState.Images;

/// <summary>What the store keeps beside an image's file.</summary>
internal sealed record ImageRecord
{
    public const int CurrentFormat = 1;

    /// <summary>What <see cref="Objects"/> says of an image that was made of objects whose content was compared with their ids.</summary>
    public const string ObjectsCompared = "compared with their ids";

    public required int Format { get; init; }
    public required string Id { get; init; }
    public required string Commit { get; init; }
    public required string Sha256 { get; init; }
    public required long SizeBytes { get; init; }
    public required DateTime CreatedUtc { get; init; }
    public string? SshServer { get; init; }
    public required ServerDefinition Definition { get; init; }

    /// <summary>How the Git objects were looked at that it was made of; null in the records of versions that did not.</summary>
    public string? Objects { get; init; }

    /// <summary>Reads a record; null when it is of another format.</summary>
    /// <remarks>By hand, for the reason that <see cref="DefinitionReader"/> gives.</remarks>
    /// <exception cref="JsonException">It is not a record.</exception>
    public static ImageRecord? Read(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        try
        {
            return root.GetProperty("format").GetInt32() != CurrentFormat ? null : new ImageRecord
            {
                Format = CurrentFormat,
                Id = Text("id"),
                Commit = Text("commit"),
                Sha256 = Text("sha256"),
                SizeBytes = root.GetProperty("sizeBytes").GetInt64(),
                CreatedUtc = root.GetProperty("createdUtc").GetDateTime(),
                SshServer = root.TryGetProperty("sshServer", out var sshServer) ? sshServer.GetString() : null,
                Objects = root.TryGetProperty("objects", out var objects) ? objects.GetString() : null,
                Definition = DefinitionReader.Read(root.GetProperty("definition")),
            };
        }
        catch (Exception fault) when (fault is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new JsonException("The record of an image is not one.", fault);
        }

        string Text(string name) => root.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null.");
    }
}
