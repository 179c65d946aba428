using ContainerState.Integration.Tests.EndToEnd;
using Xunit;

namespace ContainerState.Integration.Tests.Steps;

/// <summary>A program that is linked dynamically, on a server that begins with nothing.</summary>
public sealed class LibraryTests : LoneStepTests
{
    private const string Source =
        """
        #include <math.h>
        #include <stdio.h>
        #include <unistd.h>
        int main(int count, char **words) { printf("the root is %.1f\n", sqrt(count * 4.0)); fflush(stdout); return pause(); }
        """;

    private readonly string _name = "t-libraries-" + Guid.NewGuid().ToString("N")[..8];

    public override async ValueTask DisposeAsync()
    {
        await Bench.Program.RunAsync("server", "stop", _name, "--force");
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_dynamic_program_starts_with_the_line_that_the_warning_names()
    {
        await Workbench.WriteAsync(Repository, "source/root.c", Source);
        var program = Path.Combine(Repository, "source/root");
        await Workbench.RunAsync("gcc", "-O0", "-o", program, program + ".c", "-lm");
        await LibrariesOfHostAsync(program);
        await Workbench.WriteAsync(Repository, "state.yaml", "name: web\ninit: [/usr/bin/root]\n");
        await ComponentAsync("a", "mkdir -p $OUT/usr/bin\ncp root $OUT/usr/bin/");
        await CommitAsync();

        var bare = await Bench.Program.RunAsync("--json", "image", "build", "--repo", Repository);
        var warning = Assert.Single(bare.ErrorObjects).GetProperty("warning").GetString()!;
        Assert.StartsWith("/usr/bin/root needs /lib", warning, StringComparison.Ordinal);
        Assert.Contains("libm.so.6", warning, StringComparison.Ordinal);
        var line = warning.Split('\'')[1];
        Assert.Equal("keep: {libraries-of: [usr/bin/root]}", line);
        Assert.Contains("into components/a.yaml", warning, StringComparison.Ordinal);

        await ComponentAsync("a", "mkdir -p $OUT/usr/bin\ncp root $OUT/usr/bin/", line);
        await CommitAsync();
        var whole = await Bench.Program.RunAsync("--json", "image", "build", "--repo", Repository);
        Assert.Empty(whole.ErrorObjects);
        // The step itself is not run again.
        Assert.Single(await ResultsAsync());
        var image = BuiltImage.Of(whole.Objects[^1]);
        Assert.DoesNotContain("busybox", await image.ListAsync(), StringComparison.Ordinal);

        await Bench.DoAsync("server", "start", image.Id, "--name", _name);
        var log = await Eventually.LookAsync(
            async () => (await Bench.Program.RunAsync("server", "log", _name)).Output, text => text.Contains("root is", StringComparison.Ordinal));
        Assert.Contains("the root is 2.0", log, StringComparison.Ordinal);
    }

    // The toolchain has what the host's own programs are linked with, at the paths where they look for it.
    private async Task LibrariesOfHostAsync(string program)
    {
        foreach (var word in (await Workbench.RunAsync("ldd", program)).Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.StartsWith('/')))
        {
            var to = Path.Combine(Repository, "toolchain", word.TrimStart('/'));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(word, to, overwrite: true);
        }
    }
}
