using System.Text;
using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;
using ContainerState.Repositories;

namespace ContainerState.Builds;

/// <summary>Makes a tree of what a build step put into its output folder.</summary>
/// <remarks>
/// Read only after every process of the container is gone, so that nothing changes while it is read, and without
/// following a link, so that nothing outside of it is read (CVE-2024-27297).
/// </remarks>
internal sealed class OutputTree
{
    /// <summary>How the message of an output's commit begins; the component's name follows.</summary>
    public const string Title = "Build ";

    private const int MostEntries = 1_000_000;

    // Git holds a whole file in memory more than once on the way through.
    private const long MostFileBytes = 1L << 30;

    private readonly string _root;
    private readonly ComponentDefinition _component;
    private readonly long _firstId;
    private readonly FastImportWriter _files;
    private readonly TreeMetadata _metadata = new();
    private readonly SetUserIdRule _setUserId;
    private readonly List<(string Path, FileStatus Status)> _contents = [];
    private readonly Dictionary<string, string> _inodes = new(StringComparer.Ordinal);
    private long _bytes;
    private int _entries;

    private OutputTree(string root, ComponentDefinition component, long firstId, FastImportWriter files)
    {
        _root = root;
        _component = component;
        _firstId = firstId;
        _files = files;
        _setUserId = new SetUserIdRule(component);
    }

    /// <summary>Writes the folder's files as one commit.</summary>
    /// <param name="store">The state repository.</param>
    /// <param name="folder">The output folder.</param>
    /// <param name="step">The step, for the message and for errors.</param>
    /// <param name="firstId">The host's id of the container's 0.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The commit's id.</returns>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.BuildOutput"/>: Something is in it that no server may hold.</exception>
    public static async Task<string> CommitAsync(GitStore store, string folder, BuildStep step, long firstId, CancellationToken cancel)
    {
        using var work = WorkFolder.Create(StateCommitter.WorkOf(store));
        return await PackedCommit.WriteAsync(store, work, async (files, token) =>
        {
            var output = new OutputTree(folder, step.Component, firstId, files);
            // All of it is looked at before the first byte is read, which takes a thousand times as long.
            output.Look("", 0, token);
            await output.ReadAsync(token);
            if (output._metadata.Entries.Count > 0)
            {
                files.Add(TreeMetadata.Path, TreeItemKind.File, Encoding.UTF8.GetBytes(output._metadata.Write()));
            }
            return Message(step);
        }, cancel);
    }

    private static string Message(BuildStep step)
    {
        var text = new StringBuilder($"{Title}{step.Component.Name}\n\nkey: {step.Key}\nsource: {step.Source}\ntoolchain: {step.Toolchain}\n");
        foreach (var (name, tree) in step.Needs)
        {
            text.Append($"need: {tree} {name}\n");
        }
        return text.ToString();
    }

    private void Look(string prefix, int depth, CancellationToken cancel)
    {
        if (depth > TreeLimits.Deepest)
        {
            throw Refuse(prefix, $"it is nested more than {TreeLimits.Deepest} folders deep");
        }
        var count = 0;
        foreach (var name in Directory.EnumerateFileSystemEntries(Path.Combine(_root, prefix)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal))
        {
            cancel.ThrowIfCancellationRequested();
            count++;
            var path = prefix.Length == 0 ? name : $"{prefix}/{name}";
            if (++_entries > MostEntries)
            {
                throw Refuse(path, $"the output holds more than {MostEntries} entries");
            }
            var fault = prefix.Length == 0 && name == TreeMetadata.Folder ? "the name is kept for metadata" : EntryName.Fault(name);
            if (fault is not null)
            {
                throw Refuse(path, fault);
            }
            Look(path, FileStatus.Of(Path.Combine(_root, path)), depth, cancel);
        }
        if (count == 0 && prefix.Length > 0)
        {
            _metadata.Set(prefix, (_metadata.Find(prefix) ?? new PathMetadata(IsDirectory: true)) with { IsDirectory = true });
        }
    }

    private void Look(string path, FileStatus status, int depth, CancellationToken cancel)
    {
        switch (status.Kind)
        {
            case FileKind.Folder:
                AddMetadata(path, status, FileModes.Program);
                Look(path, depth + 1, cancel);
                break;
            case FileKind.Link:
                AddMetadata(path, status with { Mode = FileModes.Open }, FileModes.Open);
                _files.Add(path, TreeItemKind.Symlink, Encoding.UTF8.GetBytes(LinkTarget(path, Path.Combine(_root, path))));
                break;
            case FileKind.Regular:
                if (status.Size > MostFileBytes)
                {
                    throw Refuse(path, $"it has {status.Size} bytes, and Git cannot well hold files of more than {MostFileBytes}");
                }
                AddMetadata(path, status, IsExecutable(status) ? FileModes.Program : FileModes.File);
                _bytes += _inodes.TryAdd(status.File, path) ? status.Size : 0;
                // What was really written fits into that by itself; more there is only with holes, which Git stores as zeros.
                if (_bytes > _component.Limits.ScratchBytes)
                {
                    throw Refuse(
                        path,
                        $"with it the output has more bytes than limits.scratch ({_component.Limits.ScratchBytes}), the holes of sparse files included",
                        $"Write files without holes, or raise 'scratch:' in {_component.File}.");
                }
                _contents.Add((path, status));
                break;
            default:
                throw Refuse(path, "it is a device, a socket or a pipe");
        }
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        foreach (var (path, status) in _contents)
        {
            // A file with many names is read once.
            if (_inodes[status.File] is var first && first != path && _files.AddLink(path, first))
            {
                continue;
            }
            await using var content = new FileStream(Path.Combine(_root, path), FileMode.Open, FileAccess.Read, FileShare.Read);
            await _files.AddAsync(path, IsExecutable(status) ? TreeItemKind.Executable : TreeItemKind.File, content, status.Size, cancel);
        }
    }

    private static bool IsExecutable(FileStatus status) => (status.Mode & 64) != 0;

    private string LinkTarget(string path, string full)
    {
        var target = new FileInfo(full).LinkTarget ?? "";
        return target.Length > 0 && !target.Contains('\uFFFD') ? target : throw Refuse(path, "the target of the symbolic link is not valid UTF-8");
    }

    private void AddMetadata(string path, FileStatus status, int usual)
    {
        if (_setUserId.Fault(path, status.Mode) is { } fault)
        {
            throw Refuse(path, fault, $"Take the bit away in the build, or name the file with 'setuid:' in {_component.File}.");
        }
        var user = status.UserId - _firstId;
        var group = status.GroupId - _firstId;
        if (user is < 0 or >= SubordinateIds.PerServer || group is < 0 or >= SubordinateIds.PerServer)
        {
            throw Refuse(path, "it belongs to a user that the container does not have");
        }
        // Of a folder only what is unusual is said here; one that is empty is said anyhow.
        var entry = new PathMetadata(status.Kind == FileKind.Folder, status.Mode == usual ? null : status.Mode, (int)user, (int)group);
        if (entry is not { Mode: null, UserId: 0, GroupId: 0 })
        {
            _metadata.Set(path, entry);
        }
    }

    private ContainerStateException Refuse(string path, string reason, string? remedy = null) => BuildFaults.Output(_component.Name, path, reason, remedy);
}
