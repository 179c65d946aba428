using System.Globalization;
using System.Text.Json;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Logs;

/// <summary>A file of a spool, to which one process adds and out of which nothing is ever taken.</summary>
/// <param name="Path">The file, named after what is in it: <c>console.log</c>, <c>syslog.log</c>.</param>
internal sealed record SpoolFile(string Path)
{
    /// <summary>Which line was read when: an offset and a time on each line.</summary>
    public string Times => System.IO.Path.ChangeExtension(Path, ".times");

    /// <summary>Who may write how much; null before that is known.</summary>
    public SpoolWriter? Writer
    {
        get
        {
            try
            {
                return JsonSerializer.Deserialize(File.ReadAllText(WriterFile), SpoolJson.Default.SpoolWriter);
            }
            catch (Exception fault) when (fault is IOException or JsonException)
            {
                return null;
            }
        }
    }

    private string WriterFile => System.IO.Path.ChangeExtension(Path, ".json");

    /// <summary>Writes down who writes, and lets it write up to the limit and no further.</summary>
    public async Task LimitAsync(SpoolWriter writer, CancellationToken cancel)
    {
        WholeFile.Write(WriterFile, JsonSerializer.Serialize(writer, SpoolJson.Default.SpoolWriter), lasting: false);
        if (writer.Process.IsAlive() && !LibC.LimitFileSize(writer.Process.Id, writer.EndOffset) && writer.Process.IsAlive())
        {
            // Root without CAP_SYS_RESOURCE, as in a container, may not; the user that the process runs as may.
            var result = await ProgramRunner.TryRunAsync(
                new ProgramCommand("setpriv").With($"--reuid={SyslogReceiver.Nobody}", $"--regid={SyslogReceiver.Nobody}", "--clear-groups", "prlimit")
                    .With("--pid", writer.Process.Id.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"--fsize={writer.EndOffset}:")),
                cancel: cancel);
            if (result.ExitCode != 0 && writer.Process.IsAlive())
            {
                throw new ProgramFailedException(result.Command.ToString(), result.ExitCode, result.Error);
            }
        }
    }

    /// <summary>Ends its last line: without a newline that would never be seen as whole.</summary>
    public void EndLine()
    {
        using var file = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n')
            {
                file.WriteByte((byte)'\n');
            }
        }
    }
}
