namespace ContainerState.Platform;

/// <summary>What a program left behind.</summary>
/// <param name="Command">What was run.</param>
/// <param name="ExitCode">Its exit code; 128 plus the signal when it was killed.</param>
/// <param name="Output">Its standard output, when nobody else took it.</param>
/// <param name="Error">The last part of its standard error, at most 64 KiB.</param>
public sealed record ProgramResult(ProgramCommand Command, int ExitCode, string Output, string Error);
