namespace ContainerState.Git;

/// <summary>What there is in a tree, all in all.</summary>
/// <param name="Entries">Files, links and folders, those in folders below too.</param>
/// <param name="Depth">Folders within each other; 0 where there is none.</param>
/// <param name="LongestPath">The characters of the longest path of a folder in it, with the slash at its end.</param>
/// <param name="MostNames">The names in the folder that has most of them.</param>
/// <param name="HasPrograms">True when a file can be run, or is a library by its name, or there is a link.</param>
/// <param name="HasGitlinks">True when a commit of another repository stands in it.</param>
/// <param name="HasAttributes">True when there is a .gitattributes in it.</param>
internal sealed record TreeFacts(int Entries, int Depth, int LongestPath, int MostNames, bool HasPrograms, bool HasGitlinks, bool HasAttributes);
