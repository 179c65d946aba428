using System.Text.Json;
using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Integration.Tests.PowerShell;
using ContainerState.Platform;
using Xunit;

[assembly: AssemblyFixture(typeof(PesterSuite))]

namespace ContainerState.Integration.Tests.PowerShell;

/// <summary>Runs tests/Pester once, in the PowerShell that the tool manifest names, against the module as build.ps1 stages it.</summary>
public sealed class PesterSuite : IDisposable
{
    private const string Script = """
        $ErrorActionPreference = 'Stop'
        Import-Module Pester
        $suite = New-PesterConfiguration
        $suite.Run.Path = $env:PESTER_SUITE -split ':'
        $suite.Run.PassThru = $true
        $suite.Output.Verbosity = 'None'
        $suite.TestResult.Enabled = $true
        $suite.TestResult.OutputFormat = 'NUnitXml'
        $suite.TestResult.OutputPath = $env:PESTER_RESULTS
        $run = Invoke-Pester -Configuration $suite
        $files = foreach ($container in $run.Containers) {
            $faults = @($run.Failed | Where-Object { $_.ScriptBlock.File -eq $container.Item.FullName } | ForEach-Object { "$($_.ExpandedPath): $($_.ErrorRecord)" })
            $faults += @($run.FailedBlocks | Where-Object { $_.Root.BlockContainer -eq $container } | ForEach-Object { "$($_.ExpandedPath): $($_.ErrorRecord)" })
            $faults += @($container.ErrorRecord | ForEach-Object { "$_" })
            [pscustomobject]@{ File = $container.Item.Name; Passed = $container.PassedCount; Result = "$($container.Result)"; Faults = $faults }
        }
        ConvertTo-Json @($files) -Depth 3 | Set-Content $env:PESTER_SUMMARY
        """;

    // Looks at the whole host.
    private static readonly string[] Lone = ["Runbook.Tests.ps1"];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"containerstate-pester-{Guid.NewGuid():n}");
    private readonly Lazy<Task> _staged;
    private readonly Lazy<Task<JsonElement>> _beside;
    private readonly Lazy<Task<JsonElement>> _alone;

    public PesterSuite()
    {
        _staged = new(StageAsync);
        _beside = new(() => RunFilesAsync("pester", Files));
        _alone = new(() => RunFilesAsync("pester-alone", LoneFiles));
    }

    /// <summary>The files of tests that run beside others, by name.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.Tests.ps1").Select(path => Path.GetFileName(path)).Except(Lone, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Those that run alone.</summary>
    public static IReadOnlyList<string> LoneFiles => Lone;

    private static string Folder => Path.Combine(Solution.Folder, "tests/Pester");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>Asserts that the tests of a file passed. The first one asked for runs all of its kind.</summary>
    public async Task AssertPassedAsync(string file)
    {
        var files = await (Lone.Contains(file) ? _alone : _beside).Value;
        var result = files.EnumerateArray().Single(one => one.GetProperty("File").GetString() == file);
        var faults = result.GetProperty("Faults").EnumerateArray().Select(fault => fault.GetString()!).ToList();
        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
        Assert.Equal("Passed", result.GetProperty("Result").GetString());
        Assert.True(result.GetProperty("Passed").GetInt32() > 0, "No test ran.");
    }

    /// <summary>Runs a script in that PowerShell, in the folder of the solution, with the module staged; it must succeed.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> RunScriptAsync(string script, params (string Name, string Value)[] environment)
    {
        await _staged.Value;
        return await RunAsync("-Command", script, environment);
    }

    private async Task StageAsync()
    {
        Directory.CreateDirectory(UserFolder);
        await MakeProgramAsync(await RestoreAsync());
        await RunAsync("-File", Path.Combine(Solution.Folder, "build.ps1"));
    }

    private async Task<JsonElement> RunFilesAsync(string name, IReadOnlyList<string> files)
    {
        await _staged.Value;
        var results = Environment.GetEnvironmentVariable("TestResultsFolder") is { Length: > 0 } given ? given : _folder;
        var summaryFile = Path.Combine(_folder, name + ".json");
        await RunAsync(
            "-Command", Script, ("PESTER_SUITE", string.Join(':', files.Select(file => Path.Combine(Folder, file)))), ("PESTER_RESULTS", Path.Combine(results, name + ".xml")), ("PESTER_SUMMARY", summaryFile));
        using var summary = JsonDocument.Parse(await File.ReadAllTextAsync(summaryFile));
        return summary.RootElement.Clone();
    }

    // One line says what is wrong when the feed does not have it.
    private async Task<string> RestoreAsync()
    {
        var restored = await ProgramRunner.TryRunAsync(DotNet("tool", "restore"));
        Assert.True(restored.ExitCode == 0, $"PowerShell cannot be restored from .config/dotnet-tools.json: {LastLine(restored.Error + "\n" + restored.Output)}");
        return (await ProgramRunner.RunAsync(WithoutTraces(DotNet("pwsh", "-NoProfile", "-NonInteractive", "-Command", "$PSHOME")))).Output.Trim();
    }

    // The tool lies in the home of the user, where tests that go on as nobody cannot read it.
    private async Task MakeProgramAsync(string home)
    {
        await ProgramRunner.RunAsync(new ProgramCommand("cp").With("-r", "--", home, Path.Combine(_folder, "powershell")));
        var program = Path.Combine(_folder, "bin/pwsh");
        Directory.CreateDirectory(Path.GetDirectoryName(program)!);
        await File.WriteAllTextAsync(program, $"#!/bin/sh\nexec dotnet {_folder}/powershell/pwsh.dll \"$@\"\n");
        var pester = Path.Combine(_folder, "modules/Pester");
        Directory.CreateDirectory(pester);
        await ProgramRunner.RunAsync(new ProgramCommand("cp").With("-r", "--", PackageFolder, Path.Combine(pester, PesterVersion)));
        await ProgramRunner.RunAsync(new ProgramCommand("chmod").With("-R", "a+rX,u+x", "--", _folder));
        File.SetUnixFileMode(program, File.GetUnixFileMode(_folder));
    }

    private async Task<string> RunAsync(string kind, string what, params (string Name, string Value)[] environment)
    {
        var command = WithoutTraces(new ProgramCommand(Path.Combine(_folder, "bin/pwsh")) { WorkingDirectory = Solution.Folder })
            .With("-NoProfile", "-NonInteractive", kind, what)
            .WithEnvironment("PATH", $"{_folder}/bin:{Environment.GetEnvironmentVariable("PATH")}")
            .WithEnvironment("PSModulePath", Path.Combine(_folder, "modules"))
            .WithEnvironment("POWERSHELL_TELEMETRY_OPTOUT", "1");
        var result = await ProgramRunner.TryRunAsync(environment.Aggregate(command, (made, variable) => made.WithEnvironment(variable.Name, variable.Value)));
        Assert.True(result.ExitCode == 0, $"{command.Arguments[2]} ended with {result.ExitCode}: {result.Error}{result.Output}");
        return result.Output;
    }

    private string UserFolder => Path.Combine(_folder, "user");

    // PowerShell makes the folder of the user's modules whenever it starts.
    private ProgramCommand WithoutTraces(ProgramCommand command) => command.WithEnvironment("XDG_DATA_HOME", UserFolder);

    private static ProgramCommand DotNet(params string[] arguments) => new ProgramCommand("dotnet") { WorkingDirectory = Solution.Folder }.With(arguments);

    private static string PackageFolder => Value("PesterFolder");

    private static string PesterVersion => Value("PesterVersion");

    private static string Value(string key) =>
        typeof(PesterSuite).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), inherit: false)
            .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(value => value.Key == key).Value!;

    private static string LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1];
}
