using System.Text.Json;
using ContainerState.Cli.Output;
using ContainerState.Imports.Packages;

namespace ContainerState.Cli.Views;

/// <summary>Shows a package of a dependency.</summary>
internal sealed class PackageView : View<StatePackage>
{
    /// <summary>The only instance.</summary>
    public static PackageView Instance { get; } = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Column<StatePackage>> Columns { get; } =
    [
        new("Name", package => package.Name),
        new("Version", package => package.Kind is Imports.DependencyKind.Submodule or Imports.DependencyKind.SideBySide ? Plain.ShortId(package.Version) : package.Version),
        new("Architecture", package => package.Architecture),
        new("Dependency", package => package.Dependency),
        new("Kind", package => package.Kind),
        new("Licences", package => string.Join("; ", package.Licences)),
    ];

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, StatePackage item)
    {
        json.WriteString("repository", item.Repository.Path);
        json.WriteString("name", item.Name);
        json.WriteString("version", item.Version);
        json.WriteString("architecture", item.Architecture);
        json.WriteStrings("licences", item.Licences);
        json.WriteString("sha256", item.Sha256);
        json.WriteString("dependency", item.Dependency);
        json.WriteString("kind", item.Kind);
        json.WriteString("packageUrl", item.PackageUrl);
        json.WriteString("source", item.Source);
    }
}
