namespace ContainerState.Repositories;

/// <summary>One submodule that .gitmodules names.</summary>
/// <param name="Name">Its name, which is also its folder below the Git directory's modules/.</param>
/// <param name="Path">Its path in the work tree.</param>
/// <param name="Url">Its URL; relative ones are relative to the repository's own.</param>
internal sealed record SubmoduleEntry(string Name, string Path, string Url);
