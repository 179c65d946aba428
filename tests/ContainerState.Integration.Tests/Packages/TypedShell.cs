using System.Diagnostics;
using System.Text;

namespace ContainerState.Integration.Tests.Packages;

/// <summary>A shell at a terminal, and somebody who types: the line as the shell has it after each Tab is read out of the shell itself.</summary>
internal sealed class TypedShell : IAsyncDisposable
{
    // What the tests bind to "write down the line": no shell here has a use of its own for it.
    private const string Look = "\x07";
    private const string Clear = "\x15";

    private readonly Process _process;
    private readonly StringBuilder _screen = new();
    private readonly string _line;

    private TypedShell(Process process, string line)
    {
        _process = process;
        _line = line;
        process.OutputDataReceived += (_, text) => Note(text.Data);
        process.ErrorDataReceived += (_, text) => Note(text.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts one, and waits until it takes keys.</summary>
    public static async Task<TypedShell> StartAsync(DebianRoot root, string shell)
    {
        var home = Path.Combine(root.Folder, "root", shell);
        Directory.CreateDirectory(home);
        string[] command;
        switch (shell)
        {
            case "bash":
                await File.WriteAllTextAsync(Path.Combine(home, "rc"), ". /usr/share/bash-completion/bash_completion\nlook() { printf '%s' \"$READLINE_LINE\" > /root/bash/line; }\nbind -x '\"\\C-g\": look'\n");
                command = ["bash", "--noprofile", "--rcfile", "/root/bash/rc", "-i"];
                break;
            case "zsh":
                await File.WriteAllTextAsync(Path.Combine(home, ".zshrc"), "bindkey -e\nautoload -U compinit; compinit -D\nlook() { printf '%s' \"$BUFFER\" > /root/zsh/line }\nzle -N look\nbindkey '^G' look\n");
                command = ["env", "ZDOTDIR=/root/zsh", "zsh", "-i"];
                break;
            default:
                command = ["fish", "--private", "-i", "-C", "bind \\cg 'commandline > /root/fish/line'"];
                break;
        }
        var words = string.Join(' ', root.Words.Concat(["env", "-i", "HOME=/root", "TERM=xterm", "LANG=C.UTF-8", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"]).Concat(command).Select(Quote));
        var process = Process.Start(new ProcessStartInfo("script", ["--quiet", "--return", "--command", "stty rows 50 cols 200; " + words, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var typed = new TypedShell(process, Path.Combine(home, "line"));
        await typed.ReadAsync("");
        return typed;
    }

    /// <summary>Types on an empty line, and hands back the line that there is then.</summary>
    /// <param name="keys">The keys.</param>
    public async Task<string> TypeAsync(string keys)
    {
        var line = await ReadAsync(keys);
        await _process.StandardInput.WriteAsync(Clear);
        return line;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string> ReadAsync(string keys)
    {
        File.Delete(_line);
        await _process.StandardInput.WriteAsync(keys);
        var seen = await Eventually.LookAsync<string?>(LookAsync, line => line is not null);
        return (seen ?? throw new InvalidOperationException($"The shell took no keys: {Screen()}")).TrimEnd('\n');
    }

    private async Task<string?> LookAsync()
    {
        await _process.StandardInput.WriteAsync(Look);
        await _process.StandardInput.FlushAsync();
        await Task.Delay(100);
        return File.Exists(_line) ? await File.ReadAllTextAsync(_line) : null;
    }

    private string Screen()
    {
        lock (_screen)
        {
            return _screen.ToString();
        }
    }

    private void Note(string? text)
    {
        lock (_screen)
        {
            _screen.AppendLine(text);
        }
    }

    private static string Quote(string word) => "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
