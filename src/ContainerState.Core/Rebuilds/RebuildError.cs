using ContainerState.Errors;

namespace ContainerState.Rebuilds;

/// <summary>Why a run failed.</summary>
/// <param name="ErrorId">The error's stable id.</param>
/// <param name="Message">What happened, and to what.</param>
/// <param name="Remedy">What to do about it; empty when there is nothing.</param>
public sealed record RebuildError(string ErrorId, string Message, string Remedy)
{
    /// <summary>What happened.</summary>
    public override string ToString() => Message;

    /// <summary>Describes any exception.</summary>
    internal static RebuildError Of(Exception fault)
    {
        fault = FileFaults.Explain(fault);
        var ours = fault as ContainerStateException;
        return new(ErrorTable.Describe(fault).ErrorId, ours?.Problem ?? fault.Message, ours?.Remedy ?? FileFaults.Remedy(fault));
    }
}
