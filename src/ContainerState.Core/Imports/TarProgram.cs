using System.Runtime.ExceptionServices;
using ContainerState.Errors;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>A program that writes a tar for us to read.</summary>
internal static class TarProgram
{
    /// <summary>Runs the program, and reads what it writes.</summary>
    /// <remarks>
    /// What is cut short or damaged is so to the program first, and what it says of it says more than that the tar breaks off. So
    /// the rest is read away, and the tar's own fault is told only when the program found none.
    /// </remarks>
    /// <param name="command">What to run.</param>
    /// <param name="read">Reads the tar.</param>
    /// <param name="explain">The error for a program that failed.</param>
    /// <param name="isTrusted">True when the tar is the program's own, so that it is odd only when the program failed; of anybody else's nothing more is read.</param>
    /// <param name="drain">Reads away the rest of a tar that broke off.</param>
    /// <param name="input">Writes the program's standard input; null for an empty one.</param>
    /// <param name="errorLine">Is told each line of its standard error; may be null.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task ReadAsync(
        ProgramCommand command,
        Func<Stream, CancellationToken, Task> read,
        Func<ProgramResult, Exception> explain,
        bool isTrusted = false,
        Func<Stream, CancellationToken, Task>? drain = null,
        Func<Stream, CancellationToken, Task>? input = null,
        Action<string>? errorLine = null,
        CancellationToken cancel = default)
    {
        Exception? broken = null;
        var result = await ProgramRunner.TryRunAsync(command, input, ReadAsync, errorLine, cancel);
        if (result.ExitCode != 0)
        {
            throw explain(result);
        }
        if (broken is not null)
        {
            ExceptionDispatchInfo.Throw(broken);
        }

        async Task ReadAsync(Stream stream, CancellationToken token)
        {
            try
            {
                await read(stream, token);
            }
            catch (Exception fault) when (fault is ArchiveUnreadableException || (isTrusted && fault is UnsafeTreeException))
            {
                broken = fault;
                await (drain?.Invoke(stream, token) ?? stream.CopyToAsync(Stream.Null, token));
            }
        }
    }
}
