namespace ContainerState.Dependencies;

/// <summary>The kinds of dependency. One more kind is one more line here, a request, and its source.</summary>
internal static class Sources
{
    public static IDependencySource For(DependencyRequest request) => request switch
    {
        GitDependencyRequest { SideBySide: true } git => new SideBySideSource(git),
        GitDependencyRequest git => new SubmoduleSource(git),
        DebianDependencyRequest debian => new ImportedSource(new DebianImport(debian), request.Twice),
        DebianSourceDependencyRequest source => new ImportedSource(new DebianSourceImport(source), request.Twice),
        ArchiveDependencyRequest archive => new ImportedSource(new ArchiveImport(archive, ArchiveLimits.Ordinary), request.Twice),
        _ => throw new ArgumentOutOfRangeException(nameof(request), request.GetType().Name, "No source is known for this kind of request."),
    };
}
