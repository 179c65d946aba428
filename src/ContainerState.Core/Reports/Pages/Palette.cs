using ContainerState.Reports.States;

namespace ContainerState.Reports.Pages;

/// <summary>A colour for each component, the same in all pictures of a page.</summary>
internal sealed class Palette
{
    private const int Colours = 8;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>The colours of a report: the largest components get different ones.</summary>
    public Palette(StateRepoReport report)
    {
        foreach (var component in report.Folders.Select(folder => folder.Component).Concat(report.Components.Select(component => component.Name)).Where(name => name.Length > 0))
        {
            _numbers.TryAdd(component, _numbers.Count);
        }
    }

    /// <summary>The class of a component's shapes.</summary>
    public string ClassOf(string component) => _numbers.TryGetValue(component, out var number) ? $"c{number % Colours}" : "cx";
}
