using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Images;
using ContainerState.Repositories;

namespace ContainerState.Contents;

/// <summary>What is in a server's tree, and who put it there.</summary>
internal sealed class ServerContent
{
    private const string StateFile = "state.yaml";

    private readonly ServerFiles _files;
    private readonly PlacedComponents _placed;
    private readonly FileOwners _owners;
    private readonly CommitContent _commit;
    private readonly IReadOnlyDictionary<string, ComponentOrigin> _origins;
    private readonly ComparedImage _image;

    /// <summary>Prepares it.</summary>
    /// <param name="files">The server's files.</param>
    /// <param name="commit">The commit that they are of.</param>
    /// <param name="placed">What its components put on the server.</param>
    /// <param name="image">What was named.</param>
    public ServerContent(ServerFiles files, CommitContent commit, PlacedComponents placed, ComparedImage image)
    {
        _files = files;
        _commit = commit;
        _placed = placed;
        _owners = new FileOwners(placed);
        _origins = ComponentOrigin.All(files.Store, commit);
        _image = image;
    }

    /// <summary>One row for each component, in the order in which they are laid down, and one more for what is of none that is known.</summary>
    public ServerImageContent Components() => Components(0).Content;

    /// <summary>The same, and where each component's bytes are.</summary>
    /// <param name="levels">How many levels of folders are told apart.</param>
    public (ServerImageContent Content, IReadOnlyDictionary<string, FolderSize> Folders) Components(int levels)
    {
        var sums = ContentSums.Of(_files, _owners, levels);
        var rows = _commit.Components.Select(component =>
        {
            var (origin, sum) = (_origins[component.Name], sums.Of(component.Name));
            return new ServerImageComponent
            {
                Name = component.Name,
                Source = component.Source,
                Dependency = origin.Dependency,
                Commit = origin.Commit,
                Built = component.Build is not null,
                State = _placed.Unknown.Contains(component.Name) ? ComponentState.NotKnown
                    : component.IsPlaced || sum.Files > 0 ? ComponentState.Placed
                    : ComponentState.NotPlaced,
                Files = sum.Files,
                OwnBytes = sum.OwnBytes,
                SharedBytes = sum.SharedBytes,
                Image = _image.Name,
            };
        }).ToList();
        if (sums.Of("") is { Files: > 0 } rest)
        {
            rows.Add(new() { Name = "", Source = "", Dependency = "", Commit = "", State = ComponentState.NotKnown, Files = rest.Files, OwnBytes = rest.OwnBytes, Image = _image.Name });
        }
        return (new() { Image = _image, Components = rows, Files = sums.Files, SizeBytes = sums.Bytes }, sums.Folders);
    }

    /// <summary>A row for each file and link at a path and below it, and for each folder that holds nothing.</summary>
    /// <param name="path">An absolute path on the server. Links on the way are followed, as the server's kernel would.</param>
    /// <param name="found">Is given each.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="InvalidNameException">That is no absolute path.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.PathNotFound"/>: There is nothing at that path.</exception>
    public void Files(string path, Action<ServerImageFile> found, CancellationToken cancel)
    {
        var (at, item) = ServerPath.Find(_files, path) ?? throw ContentFaults.PathNotFound(path, _image.Name);
        var count = 0L;
        if (at.Length == 0)
        {
            Folder("", item.Id, null);
        }
        else
        {
            Show(at, item, null);
        }

        void Show(string where, TreeItem one, IReadOnlyList<string>? known)
        {
            cancel.ThrowIfCancellationRequested();
            ServerFiles.RequireCount(++count, where);
            var isWhole = false;
            var owners = known ?? _owners.Of(where, one, out isWhole);
            if (one.Kind != TreeItemKind.Tree)
            {
                found(Row(_files.EntryOf(where, one), owners));
            }
            else if (!Folder(where, one.Id, isWhole || known is not null ? owners : null))
            {
                found(Row(_files.EntryOf(where, one), owners));
            }
        }

        // False when nothing is in it.
        bool Folder(string where, string id, IReadOnlyList<string>? known)
        {
            ServerFiles.RequireDepth(where);
            var items = _files.View.Items(where, id);
            foreach (var one in items.Values.OrderBy(one => one.Name, StringComparer.Ordinal))
            {
                Show(where.Length == 0 ? one.Name : $"{where}/{one.Name}", one, known);
            }
            _owners.Leave(where);
            return items.Count > 0;
        }
    }

    private ServerImageFile Row(ImageEntry entry, IReadOnlyList<string> owners)
    {
        var origin = owners.Count > 0 ? _origins.GetValueOrDefault(owners[0]) : null;
        var isAskedFor = owners.Count == 0 && entry.Kind == TreeItemKind.Tree && _commit.Definition.Writable.Any(writable => (writable.Path + "/").StartsWith($"/{entry.Path}/", StringComparison.Ordinal));
        return new()
        {
            Path = "/" + entry.Path,
            Kind = ChangedEntries.KindOf(entry),
            SizeBytes = _files.SizeOf(entry) ?? 0,
            Mode = Convert.ToString(entry.Mode, 8).PadLeft(4, '0'),
            UserId = entry.UserId,
            GroupId = entry.GroupId,
            Component = owners.Count > 0 ? owners[0] : "",
            SharedWith = [.. owners.Skip(1)],
            Source = origin?.Source ?? (isAskedFor ? StateFile : ""),
            Dependency = origin?.Dependency ?? "",
            Commit = origin?.Commit ?? (isAskedFor ? _commit.Commit : ""),
            Image = _image.Name,
        };
    }
}
