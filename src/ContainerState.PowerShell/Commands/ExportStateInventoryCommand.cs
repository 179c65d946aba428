using System.Management.Automation;
using ContainerState.PowerShell.Completion;
using ContainerState.Reports.Inventories;

namespace ContainerState.PowerShell.Commands;

/// <summary>Writes a software bill of materials of a commit: its dependencies, and the packages in them.</summary>
[Cmdlet(VerbsData.Export, "StateInventory", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportStateInventoryCommand : RepositoryFileCmdlet
{
    /// <summary>The file; default: one named after the repository, in the current location or beside the repository.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>SPDX 2.3, or CycloneDX 1.6.</summary>
    [Parameter]
    [ValidateSet(InventoryFormat.Spdx, InventoryFormat.CycloneDx)]
    public string Format { get; set; } = InventoryFormat.Spdx;

    /// <summary>The branch, tag or commit; default: HEAD.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReferenceCompleter))]
    public string? Ref { get; set; }

    /// <summary>Writes the inventory of each repository as it comes.</summary>
    protected override void ProcessRecord()
    {
        var format = InventoryFormat.Require(Format);
        if (!TryFind(Path, out var repository, readable: false)
            || !TryAsk(repository, () => StateInventory.PlaceOf(repository, format, OutFile is null ? null : FullPath(OutFile), FullPath(".")), out var file)
            || !ShouldWrite(repository, file, "an inventory"))
        {
            return;
        }
        Run($"Looking at {repository.Path}", repository, async call =>
            call.Write((await StateInventories.ReadAsync(repository, Ref, call.Cancel)).Save(format, file)));
    }
}
