using System.Management.Automation;
using ContainerState.Errors;

namespace ContainerState.PowerShell;

/// <summary>Converts the core's errors to PowerShell's, using the core's table.</summary>
internal static class ErrorRecords
{
    /// <summary>The record for an error.</summary>
    /// <param name="error">What the core threw.</param>
    /// <param name="target">What the cmdlet was working on; the error's own target when null.</param>
    public static ErrorRecord From(Exception error, object? target)
    {
        if (error is IContainsErrorRecord { ErrorRecord: { } own })
        {
            // PowerShell's own errors, such as for a path on a drive that does not exist.
            return new ErrorRecord(own, error);
        }
        error = FileFaults.Explain(error);
        var description = ErrorTable.Describe(error);
        var category = Enum.TryParse<ErrorCategory>(description.Category, out var known) ? known : ErrorCategory.NotSpecified;
        var ours = error as ContainerStateException;
        return new ErrorRecord(error, description.ErrorId, category, target ?? ours?.Target)
        {
            // PowerShell shows the recommendation below the message; the exception's own message has both.
            ErrorDetails = new ErrorDetails(ours?.Problem ?? error.Message) { RecommendedAction = ours?.Remedy ?? FileFaults.Remedy(error) },
        };
    }
}
