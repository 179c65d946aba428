using System.Text.RegularExpressions;
using ContainerState.Errors;
using Xunit;

namespace ContainerState.Integration.Tests.CommandLine;

public sealed class ErrorsPageTests
{
    [Fact]
    public void The_errors_page_has_every_error_with_exit_code_and_category()
    {
        var rows = Regex.Matches(File.ReadAllText(Find("docs/errors.md")), @"^\| `(?<id>\w+)` \| (?<code>\d+) \| (?<category>\w+) \|", RegexOptions.Multiline)
            .Select(row => $"{row.Groups["id"].Value} {row.Groups["code"].Value} {row.Groups["category"].Value}");

        var errors = Enum.GetValues<ErrorId>()
            .Select(id => ErrorTable.Describe(new ContainerStateException(id, "", "", null)))
            .Concat([
                ErrorTable.Describe(new UnauthorizedAccessException()), ErrorTable.Describe(new IOException()),
                ErrorTable.Describe(new OperationCanceledException()), ErrorTable.Describe(new InvalidCastException()),
            ])
            .Select(error => $"{error.ErrorId} {error.ExitCode} {error.Category}");

        Assert.Equal(errors.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    private static string Find(string path)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, path)))
            {
                return Path.Combine(folder, path);
            }
        }
        throw new FileNotFoundException(path);
    }
}
