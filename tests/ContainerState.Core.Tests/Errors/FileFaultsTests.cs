using System.Runtime.InteropServices;
using ContainerState.Errors;

namespace ContainerState.Core.Tests.Errors;

public sealed class FileFaultsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("containerstate-faults-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(28, "DiskFull", 8)]
    [InlineData(122, "DiskFull", 8)]
    [InlineData(30, "ReadOnlyFileSystem", 5)]
    [InlineData(5, "InputOutput", 7)]
    public void A_number_of_the_kernel_is_an_error_that_says_what_to_do(int number, string id, int exitCode)
    {
        var error = FileFaults.Explain(new IOException($"'/srv/x': {Marshal.GetPInvokeErrorMessage(number)}", number));

        var described = ErrorTable.Describe(error);
        Assert.Equal((id, exitCode), (described.ErrorId, described.ExitCode));
        Assert.Contains("/srv/x", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty((error as ContainerStateException)?.Remedy ?? FileFaults.Remedy(error));
    }

    [Theory]
    [InlineData("failed to create locked file '/srv/.git/index.lock': Read-only file system", "ReadOnlyFileSystem", "/srv/.git/index.lock")]
    [InlineData("/srv/lock: Read-only file system", "ReadOnlyFileSystem", "/srv/lock")]
    [InlineData("could not write '/srv/x': No space left on device", "DiskFull", "/srv/x")]
    public void What_a_library_says_is_told_by_its_words(string text, string id, string path)
    {
        var error = Assert.IsAssignableFrom<ContainerStateException>(FileFaults.Explain(new AggregateException(new InvalidOperationException(text))));

        Assert.Equal((id, path), (ErrorTable.Describe(error).ErrorId, error.Target));
    }

    [Fact]
    public void A_folder_where_a_file_belongs_is_not_a_matter_of_rights()
    {
        var fault = Record.Exception(() => File.ReadAllText(_folder))!;
        var error = FileFaults.Explain(fault);

        if (!Environment.IsPrivilegedProcess)
        {
            // Others may be kept out of it, too, and are told to try as root.
            Assert.Same(fault, error);
            Assert.Contains("as root", FileFaults.Remedy(error), StringComparison.Ordinal);
            return;
        }
        Assert.Equal($"'{_folder}' is a folder, and a file belongs there.", Assert.IsType<ContainerStateException>(error).Problem);
    }

    [Fact]
    public void A_file_where_a_folder_belongs_is_said_to_be_one()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        var error = FileFaults.Explain(Record.Exception(() => File.WriteAllText(Path.Combine(file, "inside"), ""))!);

        Assert.Equal($"'{file}' is a file, and a folder belongs there.", Assert.IsType<ContainerStateException>(error).Problem);
    }

    [Fact]
    public void Other_faults_stay_what_they_are()
    {
        Exception[] faults = [new InvalidOperationException("x"), new FileNotFoundException("x"), new OperationCanceledException(), new BusyException("a", "b")];
        Assert.All(faults, fault => Assert.Same(fault, FileFaults.Explain(fault)));
        Assert.Empty(FileFaults.Remedy(faults[0]));
    }
}
