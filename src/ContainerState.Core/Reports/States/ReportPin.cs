namespace ContainerState.Reports.States;

/// <summary>A dependency, as the commit pins it.</summary>
public sealed record ReportPin
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What kind it is; one of <see cref="Imports.DependencyKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The commit; 40 hexadecimal digits.</summary>
    public required string Commit { get; init; }

    /// <summary>What it is in words: packages and suite, version, branch or tag.</summary>
    public string Version { get; init; } = "";

    /// <summary>Where it is from, without a user's name, a password or a query; <c>./</c> for an import.</summary>
    public string Url { get; init; } = "";

    /// <summary>True when its objects are here.</summary>
    public bool Present { get; init; }

    /// <summary>When the pinned commit was committed, in universal time; null for imports, whose commits have no time, and when that is not known.</summary>
    public DateTime? CommittedUtc { get; init; }

    /// <summary>When this repository came to pin it, in universal time; null when that is not known.</summary>
    public DateTime? PinnedUtc { get; init; }

    /// <summary>True when the history ends at <see cref="PinnedUtc"/>, as in a shallow clone: it may have been pinned before that.</summary>
    public bool PinnedBefore { get; init; }

    /// <summary>How old it is: since <see cref="CommittedUtc"/>, or else since <see cref="PinnedUtc"/>; null when neither is known.</summary>
    public double? AgeDays { get; init; }

    /// <summary>The components that are made from it or in it, by name.</summary>
    public IReadOnlyList<string> UsedBy { get; init; } = [];
}
