using ContainerState.Definitions;
using ContainerState.Errors;
using ContainerState.Git;
using Microsoft.Extensions.FileSystemGlobbing;

namespace ContainerState.Builds;

/// <summary>Which files of a component may give whoever runs them the rights of others: those that its <c>setuid:</c> names.</summary>
internal sealed class SetUserIdRule
{
    private const int SetIdBits = 0xc00;

    private readonly Matcher? _allowed;

    public SetUserIdRule(ComponentDefinition component)
    {
        if (component.SetUserId.Count > 0)
        {
            _allowed = new Matcher(StringComparison.Ordinal);
            _allowed.AddIncludePatterns(component.SetUserId);
        }
    }

    /// <summary>Why a path may not have a mode; null when it may.</summary>
    public string? Fault(string path, int mode) => (mode & SetIdBits) != 0 && !IsNamed(path)
        ? $"it is set-user-id or set-group-id (mode {Convert.ToString(mode, 8)})"
        : null;

    private bool IsNamed(string path) => _allowed?.Match(path).HasMatches == true;

    /// <summary>Refuses metadata that grants more than the component's own file does, where no import of ours has written it.</summary>
    /// <param name="store">The repository.</param>
    /// <param name="tree">The component's tree.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="component">The component.</param>
    /// <exception cref="UnsafeTreeException">It grants more than the component's file does.</exception>
    public static void Require(GitStore store, string tree, TreeMetadata metadata, ComponentDefinition component)
    {
        var rule = new SetUserIdRule(component);
        foreach (var (path, entry) in metadata.Entries)
        {
            var fault = entry.Capability is not null && !rule.IsNamed(path) ? "it has a file capability"
                : rule.Fault(path, entry.Mode ?? 0) is { } bits ? bits
                : !entry.IsDirectory && path.Length > 0 && store.Find(tree, path) is null ? "it is a file of another component, or of none"
                : null;
            if (fault is not null)
            {
                throw new UnsafeTreeException(
                    "the component " + component.Name, path, $"{fault}, as {TreeMetadata.Path} says, and {component.File} does not",
                    component.Build is null
                        ? $"If it is to be so, name the file with setuid: in {component.File}; else take the line out of {TreeMetadata.Path}."
                        : $"If it is to be so, name the file with setuid: in {component.File}. A result that a cache handed out is replaced by building it here: image build --no-cache.");
            }
        }
    }
}
