using System.CommandLine;
using ContainerState.Cli.Running;
using ContainerState.Cli.Views;
using ContainerState.Reports.Inventories;

namespace ContainerState.Cli.Repo;

/// <summary><c>containerstate repo inventory</c></summary>
internal sealed class RepoInventoryCommand : CliCommand
{
    private readonly Option<string> format = new("--format")
    {
        Description = "spdx for SPDX 2.3, or cyclonedx for CycloneDX 1.6; both as JSON. Default: spdx.",
        HelpName = "FORMAT",
        CompletionSources = { "spdx", "cyclonedx" },
        DefaultValueFactory = _ => "spdx",
    };

    private readonly Option<string?> file = new("--output")
    {
        Description = "Write it to this file, whole; its name ends in .json. Default: standard output.",
        HelpName = "FILE",
    };

    private readonly Option<string?> reference = new("--ref") { Description = "A branch, tag or commit; default: HEAD.", HelpName = "REF", CompletionSources = { Names.References } };

    /// <summary>Creates the command.</summary>
    public RepoInventoryCommand()
        : base("inventory", "Write a software bill of materials of a commit: its dependencies, and the packages in them. Only the commit and what it pins are read.")
    {
        Add(format);
        Add(file);
        Add(reference);
        Add(CommonOptions.Repository);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(Invocation run)
    {
        var chosen = InventoryFormat.Require(run.Get(format)!);
        // A commit is read here, and not what state.yaml of HEAD says by now.
        var repository = run.LocateRepository();
        var path = run.Get(file) is { } given ? StateInventory.PlaceOf(repository, chosen, Path.GetFullPath(given), Environment.CurrentDirectory) : null;
        var inventory = await StateInventories.ReadAsync(repository, run.Get(reference), run.Cancel);
        if (path is null)
        {
            run.Output.Text(inventory.Write(chosen, oneLine: run.Output.Json));
            return;
        }
        inventory.Save(chosen, path);
        run.Output.Line(path);
        if (run.Output.Json)
        {
            run.Output.Write(InventoryView.Instance, (inventory, chosen, path));
        }
    }
}
