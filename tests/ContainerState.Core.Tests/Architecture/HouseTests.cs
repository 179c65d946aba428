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
    [InlineData("Errors", "namespace ContainerState.Errors;\nvar held = Hosts.FileLock.TakeAsync();\n", "Errors knows Hosts")]
    [InlineData("StateRepos", "x = new(Builds.ImageBuilder.BuildAsync());\n", "StateRepos knows Builds")]
    public void The_scanner_finds_a_folder_that_knows_one_below_it(string folder, string text, string expected) =>
        Assert.Equal([expected], LayerScanner.Violations(folder, text, Types));

    [Theory]
    [InlineData("Servers", "using ContainerState.Git;\nvar x = Hosts.FileLock.TakeAsync();\n")]
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
    public void A_file_has_one_type_of_its_own_name()
    {
        var wrong = SourceText.CoreFiles().Where(file => !TypesIn(File.ReadAllText(file)).SequenceEqual([Path.GetFileNameWithoutExtension(file)]));
        Assert.Empty(wrong);
    }

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

    [Fact]
    public void Programs_are_started_in_one_place() =>
        Assert.Equal(
            ["ProgramRunner.cs"],
            SourceText.CoreFiles().Where(file => File.ReadAllText(file).Contains("Process.Start(", StringComparison.Ordinal)).Select(file => Path.GetFileName(file)));

    private static string FolderOf(string file) => Path.GetRelativePath(SourceText.Core, file).Split('/')[0];

    private static IEnumerable<string> TypesIn(string text) => Declaration().Matches(text).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"^(?:(?:public|internal|file|sealed|static|abstract|partial|readonly|ref|unsafe) )*(?:class|record struct|record|struct|interface|enum|delegate \w+) (?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"`(?<name>[A-Z][a-z]+[A-Za-z]*)`", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex NameInText();

    [GeneratedRegex(@"(?<![\w.])Console\.|System\.Management\.Automation", RegexOptions.None, 5000)]
    private static partial Regex FrontDoor();
}
