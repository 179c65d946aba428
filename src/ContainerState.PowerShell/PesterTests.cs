using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using ContainerState.Errors;
using ContainerState.Servers;

namespace ContainerState.PowerShell;

/// <summary>Pester tests against a server. Each file gets it as its parameter Server.</summary>
internal static class PesterTests
{
    // What Pester finds wrong outside of a test (a file that cannot be read, a BeforeAll that throws) is a result too.
    private const string Script = """
        param($Files, $Server)
        if (-not (Get-Module Pester) -and -not (Get-Module Pester -ListAvailable | Where-Object Version -ge '5.0')) { return 'missing' }
        # Without any, Pester would run what it finds below the current folder.
        $tests = foreach ($file in $Files) {
            if (Test-Path -LiteralPath $file -PathType Container) { (Get-ChildItem -LiteralPath $file -Recurse -File -Filter *.Tests.ps1).FullName } else { $file }
        }
        if (-not $tests) { return }
        Import-Module Pester -MinimumVersion 5.0
        $suite = New-PesterConfiguration
        $suite.Run.Container = New-PesterContainer -Path $tests -Data @{ Server = $Server }
        $suite.Run.PassThru = $true
        $suite.Output.Verbosity = 'None'
        $run = Invoke-Pester -Configuration $suite
        foreach ($test in $run.Tests | Where-Object Result -in 'Passed', 'Failed') {
            [pscustomobject]@{ Name = $test.ExpandedPath; Passed = $test.Result -eq 'Passed'; Seconds = [math]::Round($test.Duration.TotalSeconds, 4); Saw = "$($test.ErrorRecord)" }
        }
        foreach ($part in @($run.FailedContainers) + @($run.FailedBlocks)) {
            [pscustomobject]@{ Name = "$($part.ExpandedPath)$($part.Item)"; Passed = $false; Seconds = [math]::Round($part.Duration.TotalSeconds, 4); Saw = "$($part.ErrorRecord)" }
        }
        """;

    /// <summary>The files and folders that paths with wildcards match.</summary>
    /// <exception cref="PipelineStoppedException">There are none: the error has been thrown.</exception>
    public static IReadOnlyList<string> Find(PSCmdlet cmdlet, IEnumerable<string> paths)
    {
        var found = new List<string>();
        foreach (var path in paths)
        {
            try
            {
                found.AddRange(cmdlet.GetResolvedProviderPathFromPSPath(path, out var provider).Select(full => FilePaths.Require(path, full, provider)));
            }
            catch (InvalidNameException refused)
            {
                cmdlet.ThrowTerminatingError(ErrorRecords.From(refused, path));
            }
            catch (ItemNotFoundException)
            {
                // Reported below, as for wildcards that match nothing.
            }
        }
        if (found.Count == 0)
        {
            cmdlet.ThrowTerminatingError(new ErrorRecord(
                new PSArgumentException($"There are no tests at {string.Join(", ", paths)}. Write *.Tests.ps1 files into the folder tests of the repository, or give -Path."),
                "TestsNotFound",
                ErrorCategory.ObjectNotFound,
                paths));
        }
        return found;
    }

    /// <summary>Runs the tests, on the thread of the pipeline.</summary>
    public static IReadOnlyCollection<CheckResult> Run(PSCmdlet cmdlet, IReadOnlyList<string> files, EphemeralServer server)
    {
        Collection<PSObject> results = cmdlet.InvokeCommand.InvokeScript(Script, useNewScope: true, PipelineResultTypes.None, input: null, files.ToArray(), server);
        if (results is [{ BaseObject: "missing" }])
        {
            cmdlet.ThrowTerminatingError(new ErrorRecord(
                new PSInvalidOperationException("The module Pester, version 5.0 or later, is not installed. Install it with: Install-Module Pester"),
                "PesterNotFound",
                ErrorCategory.NotInstalled,
                null));
        }
        return results.Count > 0
            ? [.. results.Select(ToCheck)]
            : [new("Pester", false, 0, 1, $"no test was run from {string.Join(", ", files)}")];
    }

    private static CheckResult ToCheck(PSObject result)
    {
        var saw = Convert.ToString(result.Properties["Saw"].Value, CultureInfo.InvariantCulture)!;
        return new((string)result.Properties["Name"].Value, (bool)result.Properties["Passed"].Value, (double)result.Properties["Seconds"].Value, 1, saw);
    }
}
