namespace ContainerState.Imports;

/// <summary>Where each kind of request is brought from: Git's own two kinds, and the imports.</summary>
internal static class Sources
{
    public static IDependencySource For(DependencyRequest request) => request switch
    {
        GitDependencyRequest { SideBySide: true } git => new SideBySideSource(git),
        GitDependencyRequest git => new SubmoduleSource(git),
        _ => ImportKind.All.Select(kind => kind.Source(request)).FirstOrDefault(source => source is not null)
            ?? throw new ArgumentOutOfRangeException(nameof(request), request.GetType().Name, "No source is known for this kind of request."),
    };
}
