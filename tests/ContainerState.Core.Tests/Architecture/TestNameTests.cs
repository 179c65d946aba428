using System.Text.RegularExpressions;
using ContainerState.Core.Tests.Support;

namespace ContainerState.Core.Tests.Architecture;

// A name is read in a list of results: a sentence that is longer than a line says too much.
public sealed partial class TestNameTests
{
    [Fact]
    public void A_test_name_has_fewer_than_70_characters() =>
        Assert.Empty(SourceText.TestFiles().SelectMany(file => LongNames(File.ReadAllText(file)).Select(name => $"{Path.GetFileName(file)}: {name}")));

    [Fact]
    public void Tests_of_both_projects_are_read()
    {
        var read = SourceText.TestFiles().Select(file => Path.GetRelativePath(SourceText.Tests, file).Split('/')[0]).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "ContainerState.Core.Tests", "ContainerState.Integration.Tests" }, read);
    }

    [Theory]
    [InlineData("public void {0}()")]
    [InlineData("public async Task {0}(string kind)")]
    [InlineData("public static async ValueTask {0}() =>")]
    public void A_name_is_too_long_from_70_characters_on(string declaration)
    {
        var name = "A_" + new string('x', 67);
        Assert.Empty(LongNames(string.Format(declaration, name)));
        Assert.Equal([name + "y"], LongNames(string.Format(declaration, name + "y")));
    }

    private static IEnumerable<string> LongNames(string text) => LongName().Matches(text).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"\bpublic (?:(?:static|async) )*(?:void|Task|ValueTask) (?<name>\w{70,})\(", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex LongName();
}
