using ContainerState.Builds;
using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Repositories;

namespace ContainerState.Core.Tests.Builds;

public sealed class ProgramCheckTests : IDisposable
{
    private const string Loader = "/lib64/ld-linux-x86-64.so.2";
    private const string Folder = "usr/lib/x86_64-linux-gnu";

    private readonly TestHost _host = new();
    private readonly TempFolder _temp = new();
    private readonly TestRepo _repo;
    private readonly List<string> _warnings = [];

    public ProgramCheckTests()
    {
        _repo = TestRepo.MakeState(_temp.At("web"));
        _repo.Write("state.yaml", "name: web\ninit: [/usr/bin/server]\n");
        // As Debian has it: folders that are links, a loader that is a link, a library by its version.
        _repo.Write("toolchain/usr/bin/sh", "a shell");
        Library("ld-linux-x86-64.so.2");
        Library("libc.so.6", "ld-linux-x86-64.so.2");
        Library("libssl.so.3", "libcrypto.so.3", "libc.so.6");
        Library("libcrypto.so.3.0.11", "libc.so.6");
        Library("libunused.so.1", "libc.so.6");
        _repo.Write("toolchain/usr/lib32/libc.so.6", MadeElf.Make("", [], 3));
        Link("bin", "usr/bin");
        Link("lib", "usr/lib");
        Link("lib64", "usr/lib64");
        Link("usr/lib64/ld-linux-x86-64.so.2", "../../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2");
        Link(Folder + "/libcrypto.so.3", "libcrypto.so.3.0.11");
        _repo.Write("src/main.c", "main");
    }

    public void Dispose()
    {
        _temp.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task A_program_without_libraries_is_told_with_the_line_that_brings_them()
    {
        await MakeAsync("keep: ['usr/bin/**']\n", "libssl.so.3", "libc.so.6");
        await BuildAsync();
        Assert.Equal(
            [
                "/usr/bin/server needs /lib64/ld-linux-x86-64.so.2, libssl.so.3, libc.so.6, which are not in the image; it will not start. "
                    + "toolchain has them: write 'keep: {files: ['usr/bin/**'], libraries-of: [usr/bin/server]}' into components/app.yaml.",
            ],
            _warnings);

        _warnings.Clear();
        await MakeAsync("keep: {files: ['usr/bin/**'], libraries-of: [usr/bin/server]}\n", "libssl.so.3", "libc.so.6");
        var tree = await BuildAsync();
        Assert.Empty(_warnings);
        Assert.Equal(
            [
                "bin/init", "lib", "lib64", "usr/bin/server", "usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", "usr/lib/x86_64-linux-gnu/libc.so.6",
                "usr/lib/x86_64-linux-gnu/libcrypto.so.3", "usr/lib/x86_64-linux-gnu/libcrypto.so.3.0.11", "usr/lib/x86_64-linux-gnu/libssl.so.3",
                "usr/lib64/ld-linux-x86-64.so.2",
            ],
            Files(tree));
    }

    [Fact]
    public async Task A_component_of_its_own_takes_libraries_out_of_any_folder()
    {
        await MakeAsync("", "libc.so.6");
        _repo.Write("components/libraries.yaml", "source: toolchain\nto: /opt\nkeep:\n  libraries-of: ['usr/bin/*']\n");
        _repo.Commit("libraries");
        Assert.Contains(Folder + "/libc.so.6", Files(await BuildAsync()));
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task What_the_server_has_is_not_taken_a_second_time()
    {
        await MakeAsync("keep: {libraries-of: [usr/bin/server]}\n", "libc.so.6");
        _repo.Write("base/lib64/other", "a folder where the toolchain has a link");
        _repo.Write("base/lib/libc.so.6", MadeElf.Make("", ["ld-linux-x86-64.so.2"]));
        _repo.Write("components/base.yaml", "source: base\n");
        _repo.Commit("base");
        Assert.Equal(
            ["bin/init", "lib/libc.so.6", "lib64/ld-linux-x86-64.so.2", "lib64/other", "usr/bin/server"],
            Files(await BuildAsync()));
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task A_library_of_a_library_is_missed_too()
    {
        await MakeAsync("", "libmine.so");
        _repo.Write("base/usr/lib/libmine.so", MadeElf.Make("", ["libdeep.so.1"]));
        _repo.Write("base/lib64/ld-linux-x86-64.so.2", MadeElf.Make("", []));
        _repo.Write("components/base.yaml", "source: base\n");
        _repo.Commit("base");
        await BuildAsync();
        // In one line for both, without a remedy, since no toolchain has it.
        Assert.Equal(
            ["/usr/bin/server needs libdeep.so.1, which is not in the image; it will not start.", "/usr/lib/libmine.so needs libdeep.so.1, which is not in the image; it will not start."],
            _warnings);
    }

    [Fact]
    public async Task A_library_for_another_processor_does_not_count()
    {
        await MakeAsync("", "libmine.so");
        _repo.Write("base/usr/lib/libmine.so", MadeElf.Make("", [], MadeElf.Arm64));
        _repo.Write("base/lib64/ld-linux-x86-64.so.2", MadeElf.Make("", []));
        _repo.Write("components/base.yaml", "source: base\n");
        _repo.Commit("base");
        await BuildAsync();
        Assert.StartsWith("/usr/bin/server needs libmine.so, which is not", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_static_program_needs_nothing()
    {
        _repo.Write("rootfs/usr/bin/server", MadeElf.Make("", []));
        Executable("rootfs/usr/bin/server");
        _repo.Commit("static");
        await BuildAsync();
        Assert.Empty(_warnings);
    }

    [Theory]
    [InlineData("#!/bin/bash -e\n", "init: /usr/bin/server is a script for '/bin/bash', which is not in the image; the server will not start.")]
    [InlineData("#!/bin/sh\n", "/bin/sh needs libc.so.6, which is not in the image; it will not start.")]
    public async Task A_script_as_init_needs_the_program_that_runs_it(string script, string warning)
    {
        _repo.Write("rootfs/usr/bin/server", script);
        _repo.Write("rootfs/bin/sh", MadeElf.Make("", ["libc.so.6"]));
        _repo.Commit("script");
        await BuildAsync();
        Assert.Equal([warning.Replace("'", "", StringComparison.Ordinal)], _warnings);
    }

    [Fact]
    public async Task What_many_builds_look_at_is_read_once()
    {
        await MakeAsync("", "libc.so.6");
        await BuildAsync();
        var memory = _temp.At("web", ".git", "containerstate", "programs");
        var known = File.ReadAllText(memory);
        Assert.Contains("\t62/64\t" + Loader + "\tlibc.so.6\n", known, StringComparison.Ordinal);
        // What is remembered is believed, and a file that says nonsense stops no build.
        File.WriteAllText(memory, known.Replace("libc.so.6", "libremembered.so", StringComparison.Ordinal) + "nonsense\n\tx\n");
        await BuildAsync();
        Assert.Contains("libremembered.so", _warnings[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Libraries_of_what_is_not_on_the_server_are_refused()
    {
        await MakeAsync("keep: {libraries-of: [usr/bin/other]}\n", "libc.so.6");
        Assert.Contains("'usr/bin/other'", (await Refused.WithAsync(ErrorId.Plan, BuildAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_cannot_need_libraries_that_only_the_server_chooses()
    {
        await MakeAsync("needs: [libraries]\n", "libc.so.6");
        _repo.Write("components/libraries.yaml", "source: toolchain\nkeep: {libraries-of: [usr/bin/server]}\n");
        _repo.Commit("libraries");
        Assert.Equal("app", (await Refused.WithAsync(ErrorId.Plan, BuildAsync)).Target);
    }

    private void Library(string name, params string[] needed) => _repo.Write($"toolchain/{Folder}/{name}", MadeElf.Make("", needed));

    private void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_temp.At("web", "toolchain", path))!);
        File.CreateSymbolicLink(_temp.At("web", "toolchain", path), target);
    }

    private void Executable(string path) => File.SetUnixFileMode(_temp.At("web", path), (UnixFileMode)0b111_101_101);

    // A component whose build step was made before, as far as anybody can tell.
    private async Task MakeAsync(string more, params string[] needed)
    {
        _repo.Write("components/app.yaml", "source: src\nbuild: make\ntoolchain: toolchain\n" + more);
        _repo.Commit("app");
        using var store = GitStore.Open(_repo.Path);
        if (more.StartsWith("needs", StringComparison.Ordinal))
        {
            return;
        }
        var planned = await BuildPlan.MakeAsync(store, CommitContent.Read(store, store.Head!), TestContext.Current.CancellationToken);
        var step = Assert.Single(new KnownSteps(planned).TakeReady());
        var bin = _repo.RawTree(("100755", "server", _repo.Blob(MadeElf.Make(Loader, needed))));
        var output = _repo.CommitTree(_repo.RawTree(("40000", "usr", _repo.RawTree(("40000", "bin", bin)))));
        await BuildResults.RememberAsync(store, step.Key, output, TestContext.Current.CancellationToken);
    }

    private async Task<string> BuildAsync()
    {
        var image = await _host.Builder.BuildAsync(
            StateRepo.Open(_repo.Path), new BuildOptions { Force = true }, _warnings.Add, cancel: TestContext.Current.CancellationToken);
        return image.Id;
    }

    private IEnumerable<string> Files(string tree) =>
        _repo.Run("ls-tree", "-r", "--name-only", tree).Split('\n').Where(path => !path.StartsWith(".containerstate", StringComparison.Ordinal));
}
