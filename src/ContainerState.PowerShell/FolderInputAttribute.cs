using System.Collections;
using System.Globalization;
using System.Management.Automation;
using ContainerState.Repositories;

namespace ContainerState.PowerShell;

/// <summary>
/// Lets paths be texts or folders from Get-Item, and nothing else that PowerShell would make a text of: an object of this
/// module binds as what it is.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FolderInputAttribute : ArgumentTransformationAttribute
{
    /// <summary>True to take repositories by their paths: for the cmdlet that opens them, which has no parameter for a repository.</summary>
    public bool Repositories { get; set; }

    /// <summary>True where wildcards in a text are expanded: those in a folder's own name are none.</summary>
    public bool Wildcards { get; set; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
    {
        // Whether there has to be something is another attribute's.
        null => null!,
        string text => text,
        FileSystemInfo folder => Literal(folder.FullName),
        StateRepo repository when Repositories => Literal(repository.Path),
        // Numbers are names that somebody forgot to quote.
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable items => items.Cast<object>().Select(item => (string)Transform(engineIntrinsics, item)).ToArray(),
        _ => throw TextOnlyAttribute.Refusal(inputData, "folder"),
    };

    private string Literal(string path) => Wildcards ? WildcardPattern.Escape(path) : path;
}
