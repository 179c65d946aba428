using ContainerState.Errors;

namespace ContainerState.Imports;

/// <summary>What goes wrong with dependencies and what is imported.</summary>
internal static class ImportFaults
{
    private const int MostNamed = 20;

    /// <summary>A dependency of that name is there already.</summary>
    /// <param name="repository">Path of the repository.</param>
    /// <param name="name">The dependency.</param>
    public static ContainerStateException Exists(string repository, string name) => new(
        ErrorId.DependencyExists,
        $"{repository} already has a dependency {Quoted.Text(name)}.",
        "Remove it first, or give another name.",
        name);

    /// <summary>A dependency that the repository does not have.</summary>
    /// <param name="repository">Path of the repository.</param>
    /// <param name="name">The dependency.</param>
    public static ContainerStateException NotFound(string repository, string name) => new(
        ErrorId.DependencyNotFound,
        $"{repository} has no dependency {Quoted.Text(name)}.",
        "List them with Get-StateDependency (containerstate dependency list).",
        name);

    /// <summary>An archive that is to be a dependency, and is not there.</summary>
    /// <param name="path">Its path.</param>
    public static ContainerStateException NoArchive(string path) => new(
        ErrorId.ArchiveNotFound,
        $"There is no file {Quoted.Text(path)}.",
        "Give the path of an archive, or its http:// or https:// URL.",
        path);

    /// <summary>An archive that is larger, or unpacks to more, than is taken.</summary>
    /// <param name="archive">Its URL or name.</param>
    /// <param name="limit">What it goes beyond, such as <c>8 GiB when unpacked</c>.</param>
    public static ContainerStateException ArchiveTooLarge(string archive, string limit) => new(
        ErrorId.ArchiveTooLarge,
        $"{Quoted.Text(archive)} is larger than what is taken: {limit}.",
        "Take an archive of fewer files, or keep what it holds in a Git repository of its own.",
        archive);

    /// <summary>A Debian package that the suite does not have, or that cannot be installed from it.</summary>
    /// <param name="packages">The packages, separated by commas.</param>
    /// <param name="suite">The suite.</param>
    /// <param name="detail">What apt said.</param>
    public static ContainerStateException NoPackage(string packages, string suite, string detail) => new(
        ErrorId.PackageNotFound,
        $"Debian {suite} could not provide {packages}: {detail.TrimEnd('.')}.",
        "Check the names with apt-cache policy, and the suite.",
        packages);

    /// <summary>A file whose SHA-256 is not the one that was asked for. Nothing of it was unpacked.</summary>
    /// <param name="archive">The file's URL or name.</param>
    /// <param name="expected">The digest that was asked for; 64 hexadecimal digits.</param>
    /// <param name="actual">The digest that it has.</param>
    public static ContainerStateException OtherDigest(string archive, string expected, string actual) => new(
        ErrorId.DigestMismatch,
        $"{Quoted.Text(archive)} has the SHA-256 {actual}, and not {expected}.",
        "Where it comes from may have changed it: compare with what its makers publish, and give that digest only if you trust the file.",
        archive);

    /// <summary>A second import brought other files than the first. Nothing was added.</summary>
    /// <param name="source">What was imported.</param>
    /// <param name="paths">The files that differ, or that only one import has.</param>
    public static ContainerStateException Differs(string source, IReadOnlyList<string> paths) => new(
        ErrorId.ImportDiffers,
        $"{Quoted.Text(source)} imported twice differs in {paths.Count} {(paths.Count == 1 ? "file" : "files")}: {Named(paths)}.",
        "Add it without looking twice if the difference does no harm, and put files of your own into rootfs/ in their place; or take the packages without the one that makes them.",
        source);

    /// <summary>What a dependency follows has another history than the pinned commit.</summary>
    /// <param name="name">The dependency.</param>
    /// <param name="detail">What was rewritten. A clause.</param>
    public static ContainerStateException Rewritten(string name, string detail) => new(
        ErrorId.UpstreamRewritten,
        $"{Quoted.Text(name)} was not updated: {detail}.",
        "Look at what is there now, and agree to it with -AllowRewritten (--allow-rewritten); or move elsewhere with -To (--to).",
        name);

    /// <summary>An import whose record does not say enough to make it again.</summary>
    /// <param name="name">The dependency.</param>
    /// <param name="detail">What is missing. A clause.</param>
    public static ContainerStateException NotRepeatable(string name, string detail) => new(
        ErrorId.ImportNotRepeatable,
        $"{Quoted.Text(name)} cannot be imported again from what its record says: {detail}.",
        "Remove it and add it again, with the whole request.",
        name);

    /// <summary>The same fault, with the dependency that it is about in front.</summary>
    /// <param name="name">The dependency.</param>
    /// <param name="fault">The fault.</param>
    public static Exception Of(string name, Exception fault) => FileFaults.Explain(fault) is ContainerStateException ours && ours.Target != name
        ? new ContainerStateException(ours.ErrorId, $"{name}: {ours.Problem}", ours.Remedy, name, ours)
        : fault;

    private static string Named(IReadOnlyList<string> paths) =>
        string.Join(", ", paths.Take(MostNamed).Select(path => Quoted.Text(path))) + (paths.Count > MostNamed ? $" and {paths.Count - MostNamed} more" : "");
}
