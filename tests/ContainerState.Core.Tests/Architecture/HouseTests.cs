using System.Text.RegularExpressions;
using ContainerState.Core.Tests.Support;
using ContainerState.Git;

namespace ContainerState.Core.Tests.Architecture;

public sealed partial class HouseTests
{
    private static readonly Dictionary<string, HashSet<string>> Types = SourceText.CoreFiles()
        .GroupBy(FolderOf)
        .ToDictionary(group => group.Key, group => group.Select(file => Path.GetFileNameWithoutExtension(file)).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

    [Fact]
    public void A_folder_of_the_core_knows_only_those_above_it()
    {
        var violations = SourceText.CoreFiles()
            .SelectMany(file => LayerScanner.Violations(FolderOf(file), File.ReadAllText(file), Types).Select(fault => $"{Path.GetFileName(file)}: {fault}"));
        Assert.Empty(violations);
    }

    [Theory]
    [InlineData("Git", "using ContainerState.Servers;\n", "Git knows Servers")]
    [InlineData("Git", "using static ContainerState.Images.ImageStore;\n", "Git knows Images")]
    [InlineData("Git", "using Store = ContainerState.Images.ImageStore;\n", "Git knows Images")]
    [InlineData("Errors", "namespace ContainerState.Errors;\nvar held = Platform.FileLock.TakeAsync();\n", "Errors knows Platform")]
    [InlineData("Imports", "x = new(Builds.ImageBuilder.BuildAsync());\n", "Imports knows Builds")]
    public void The_scanner_finds_a_folder_that_knows_one_below_it(string folder, string text, string expected) =>
        Assert.Equal([expected], LayerScanner.Violations(folder, text, Types));

    [Theory]
    [InlineData("Servers", "using ContainerState.Git;\nvar x = Platform.FileLock.TakeAsync();\n")]
    [InlineData("Git", "namespace ContainerState.Git;\nGit.GitStore.Open();\n")]
    [InlineData("Errors", "var n = error.Servers.Count; var m = Servers.Count;\n")]
    public void The_scanner_lets_a_folder_know_those_above_it(string folder, string text) =>
        Assert.Empty(LayerScanner.Violations(folder, text, Types));

    [Fact]
    public void The_core_has_the_folders_that_the_page_lists() =>
        Assert.Equal(LayerScanner.Order.Order(StringComparer.Ordinal), Types.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_order_is_that_of_the_list_on_the_page() =>
        Assert.Equal(
            ["Git", "Errors"],
            LayerScanner.ReadOrder("# A\n1. `Other`: no\n\n## The folders of Core\n\nText.\n\n1. `Git`: objects\n2. `Errors`: faults,\n   `Git`: too\n\n## From a commit\n\n1. `Images`: no\n"));

    // What the two flows on the page name is there, so that a page that was not changed with the code is seen.
    [Fact]
    public void Every_type_that_the_page_names_is_in_the_core()
    {
        var flows = File.ReadAllText(Path.Combine(SourceText.Docs, "architecture.md")).Split("\n## ").Where(section => section.StartsWith("From ", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, flows.Count);
        var known = Types.SelectMany(folder => folder.Value).Concat(Types.Keys).ToHashSet(StringComparer.Ordinal);
        var named = flows.SelectMany(flow => NameInText().Matches(flow)).Select(match => match.Groups["name"].Value).ToList();
        Assert.Contains("ImageBuilder", named);
        Assert.Empty(named.Except(known));
    }

    [Fact]
    public void Namespaces_follow_folders() =>
        Assert.All(SourceText.CoreFiles(), file => Assert.Contains($"namespace ContainerState.{Path.GetDirectoryName(Path.GetRelativePath(SourceText.Core, file))!.Replace('/', '.')};", File.ReadAllLines(file)));

    [Fact]
    public void A_file_has_the_name_of_its_first_type_or_of_all() =>
        Assert.All(SourceText.CoreFiles(), file => Assert.True(IsNamed(Path.GetFileNameWithoutExtension(file), [.. TypesIn(File.ReadAllText(file))]), file));

    [Theory]
    [InlineData("TextRule", true, "TextRule", "NumberRule")]
    [InlineData("ScalarRules", true, "TextRule", "NumberRule")]
    [InlineData("NumberRule", false, "TextRule", "NumberRule")]
    [InlineData("ScalarRules", false, "TextRule", "Number")]
    public void A_file_of_several_types_is_named_after_what_they_all_are(string name, bool holds, params string[] types) =>
        Assert.Equal(holds, IsNamed(name, types));

    [Fact]
    public void A_second_type_in_a_file_is_seen() =>
        Assert.Equal(["A", "B"], TypesIn("namespace X;\n\npublic sealed class A\n{\n    private enum Nested { }\n}\n\ninternal readonly record struct B(int C);\n"));

    [Fact]
    public void A_file_stays_below_300_lines() =>
        Assert.All(SourceText.CoreFiles(), file => Assert.True(File.ReadLines(file).Count() < 300, file));

    [Fact]
    public void The_core_refers_to_neither_PowerShell_nor_the_console()
    {
        var referenced = typeof(GitStore).Assembly.GetReferencedAssemblies().Select(name => name.Name!).ToList();
        Assert.Contains("LibGit2Sharp", referenced);
        Assert.DoesNotContain(referenced, name => name is "System.Console" || name.StartsWith("System.Management.Automation", StringComparison.Ordinal) || name.StartsWith("Spectre", StringComparison.Ordinal));
        Assert.All(SourceText.CoreFiles(), file => Assert.DoesNotMatch(FrontDoor(), File.ReadAllText(file)));
        Assert.Matches(FrontDoor(), "Console.WriteLine(1);");
        Assert.Matches(FrontDoor(), "using System.Management.Automation;");
    }

    // Who waits for a task holds a thread for it; the front doors do so once, at the end.
    [Fact]
    public void The_core_waits_for_no_task_and_chooses_no_context() =>
        Assert.All(SourceText.CoreFiles(), file => Assert.DoesNotMatch(@"GetAwaiter\(\)|\.Wait\(\)(?<!_ready\.Wait\(\))|ConfigureAwait", File.ReadAllText(file)));

    [Fact]
    public void Programs_are_started_in_one_place() =>
        Assert.Equal(
            ["ProgramRunner.cs"],
            SourceText.CoreFiles().Where(file => File.ReadAllText(file).Contains("Process.Start(", StringComparison.Ordinal)).Select(file => Path.GetFileName(file)));

    // ScalarRules.cs may hold TextRule, NumberRule and other rules.
    private static bool IsNamed(string name, string[] types) =>
        types[0] == name || (types.Length > 1 && Plural().Match(name) is { Success: true } kind && Array.TrueForAll(types, type => type.EndsWith(kind.Groups["one"].Value, StringComparison.Ordinal)));

    [GeneratedRegex("(?<one>[A-Z][a-z]+)s$", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Plural();

    private static string FolderOf(string file) => Path.GetRelativePath(SourceText.Core, file).Split('/')[0];

    private static IEnumerable<string> TypesIn(string text) => Declaration().Matches(text).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"^(?:(?:public|internal|file|sealed|static|abstract|partial|readonly|ref|unsafe) )*(?:class|record struct|record|struct|interface|enum|delegate \w+) (?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"`(?<name>[A-Z][a-z]+[A-Za-z]*)`", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex NameInText();

    [GeneratedRegex(@"(?<![\w.])Console\.|System\.Management\.Automation", RegexOptions.None, 5000)]
    private static partial Regex FrontDoor();
}
