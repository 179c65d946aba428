using System.Diagnostics;
using System.Text;

namespace ContainerState.Core.Tests.Support;

/// <summary>A repository made with the git program, as a user or an attacker would.</summary>
internal sealed class TestRepo
{
    private TestRepo(string path) => Path = path;

    public string Path { get; }

    public string Head => Run("rev-parse", "HEAD");

    public static TestRepo Make(string path)
    {
        Directory.CreateDirectory(path);
        Git(path, null, ["init", "--quiet", "--initial-branch=main"]);
        return new TestRepo(path);
    }

    public static TestRepo At(string path) => new(path);

    /// <summary>A state repository with one page, and no dependency.</summary>
    public static TestRepo MakeState(string path, string name = "web")
    {
        var repo = Make(path);
        repo.Write("state.yaml", $"name: {name}\ninit: [/bin/init]\n");
        repo.Write("rootfs/bin/init", "#!/bin/sh\n");
        repo.Commit("first");
        return repo;
    }

    public void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    public void Write(string path, byte[] content)
    {
        var file = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }

    public string Read(string path) => File.ReadAllText(System.IO.Path.Combine(Path, path));

    public string Commit(string message)
    {
        Run("add", "--all");
        Run("commit", "--quiet", "--allow-empty", "--message", message);
        return Head;
    }

    /// <summary>Adds a gitlink and its .gitmodules entry, without fetching anything.</summary>
    public void Pin(string path, string name, string url, string commit)
    {
        Run("config", "--file", ".gitmodules", $"submodule.{name}.path", path);
        Run("config", "--file", ".gitmodules", $"submodule.{name}.url", url);
        Run("update-index", "--add", "--cacheinfo", $"160000,{commit},{path}");
        Directory.CreateDirectory(System.IO.Path.Combine(Path, path));
        Run("add", ".gitmodules");
        Run("commit", "--quiet", "--message", $"pin {name}");
    }

    /// <summary>A tree object of raw entries, which nothing checks.</summary>
    public string RawTree(params (string Mode, byte[] Name, string Id)[] entries)
    {
        using var bytes = new MemoryStream();
        foreach (var (mode, name, id) in entries)
        {
            bytes.Write(Encoding.ASCII.GetBytes(mode + " "));
            bytes.Write(name);
            bytes.WriteByte(0);
            bytes.Write(Convert.FromHexString(id));
        }
        return Git(Path, bytes.ToArray(), ["hash-object", "-t", "tree", "-w", "--stdin", "--literally"]);
    }

    public string RawTree(params (string Mode, string Name, string Id)[] entries) =>
        RawTree([.. entries.Select(entry => (entry.Mode, Encoding.UTF8.GetBytes(entry.Name), entry.Id))]);

    public string Blob(string text) => Blob(Encoding.UTF8.GetBytes(text));

    public string Blob(byte[] content) => Git(Path, content, ["hash-object", "-w", "--stdin"]);

    public string CommitTree(string tree) => Run("commit-tree", tree, "-m", "made by hand");

    public string Run(params string[] arguments) => Git(Path, null, arguments);

    public string Feed(byte[] input, params string[] arguments) => Git(Path, input, arguments);

    /// <summary>What is seen of a repository from outside: status, references and the folders of its Git directory.</summary>
    public string Look()
    {
        var folders = Directory.EnumerateDirectories(System.IO.Path.Combine(Path, ".git"), "*", SearchOption.AllDirectories)
            .Where(folder => !folder.Contains("/objects", StringComparison.Ordinal) && !folder.Contains("/containerstate", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        return string.Join('\n', [Run("status", "--porcelain"), Run("for-each-ref"), Run("rev-parse", "HEAD"), .. folders]);
    }

    private static string Git(string folder, byte[]? input, string[] arguments)
    {
        var start = new ProcessStartInfo("git")
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["-c", "protocol.file.allow=always", "-c", "user.name=Test", "-c", "user.email=test@localhost", "-c", "gc.auto=0", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            process.StandardInput.BaseStream.Write(input);
        }
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.TrimEnd('\n')
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {error.GetAwaiter().GetResult()}");
    }
}
