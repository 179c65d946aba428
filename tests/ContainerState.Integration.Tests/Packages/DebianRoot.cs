using ContainerState.Platform;

namespace ContainerState.Integration.Tests.Packages;

/// <summary>A Debian of its own, in which apt has installed the package.</summary>
internal sealed class DebianRoot
{
    private const string Mount = """
        set -e
        mount -t proc proc "$1/proc"
        exec chroot "$@"
        """;

    private DebianRoot(string folder) => Folder = folder;

    /// <summary>Its root.</summary>
    public string Folder { get; }

    /// <summary>Makes one with the shells that completions are for; recommended packages stay away.</summary>
    public static async Task<DebianRoot> MakeAsync(string folder, string package)
    {
        await ProgramRunner.RunAsync(new ProgramCommand("mmdebstrap")
            .With("--quiet", "--mode=root", "--variant=apt", "--dpkgopt=force-unsafe-io", "--include=bash-completion,zsh,fish")
            .With($"--customize-hook=cp '{package}' \"$1/tmp/containerstate.deb\"")
            .With("--customize-hook=chroot \"$1\" apt-get install --quiet --yes --no-install-recommends /tmp/containerstate.deb")
            .With("bookworm", folder)
            .WithEnvironment("DEBIAN_FRONTEND", "noninteractive"));
        return new(folder);
    }

    /// <summary>Runs a program in it, with mounts and processes of its own, which end with it.</summary>
    public Task<ProgramResult> TryAsync(params string[] command) => ProgramRunner.TryRunAsync(new ProgramCommand(Words[0]).WithOwnEnvironment().With([.. Words[1..], .. command]));

    /// <summary>As <see cref="TryAsync"/>; it must succeed.</summary>
    public async Task<string> RunAsync(params string[] command) =>
        (await ProgramRunner.RunAsync(new ProgramCommand(Words[0]).WithOwnEnvironment().With([.. Words[1..], .. command]))).Output;

    /// <summary>Runs a script that may change what it likes: all of that is gone afterwards.</summary>
    public async Task<string> RunAsideAsync(string script) =>
        (await ProgramRunner.RunAsync(new ProgramCommand("unshare").WithOwnEnvironment().With(
            "--mount", "--pid", "--fork", "--", "sh", "-ec",
            """
            mount -t tmpfs none /mnt
            mkdir /mnt/upper /mnt/work /mnt/root
            mount -t overlay -o "lowerdir=$1,upperdir=/mnt/upper,workdir=/mnt/work" overlay /mnt/root
            mount -t proc proc /mnt/root/proc
            exec chroot /mnt/root sh -ec "$2"
            """,
            "sh", Folder, script))).Output;

    /// <summary>The words that run a command in it.</summary>
    public string[] Words => ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--", "sh", "-c", Mount, "sh", Folder];
}
