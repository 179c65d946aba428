using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using ContainerState.Completions;

namespace ContainerState.PowerShell.Completion;

/// <summary>The base of completers: names from local state, in a few milliseconds, and never an error.</summary>
public abstract class LocalCompleter : IArgumentCompleter
{
    /// <summary>Called by PowerShell on Tab.</summary>
    /// <param name="commandName">The command.</param>
    /// <param name="parameterName">The parameter.</param>
    /// <param name="wordToComplete">What was typed so far, quotes included.</param>
    /// <param name="commandAst">The command as parsed.</param>
    /// <param name="fakeBoundParameters">Other arguments whose values are known without running anything.</param>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        var typed = (wordToComplete ?? "").Trim('\'', '"');
        try
        {
            return [.. Candidates(fakeBoundParameters)
                .Where(candidate => candidate.Value.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                .DistinctBy(candidate => candidate.Value)
                .Select(candidate => new CompletionResult(
                    Quoted(candidate.Value), candidate.Value, CompletionResultType.ParameterValue, candidate.What))];
        }
        catch (Exception)
        {
            // A person is typing: no list is better than an error in the middle of their line.
            return [];
        }
    }

    /// <summary>All values, each with the text to show.</summary>
    /// <param name="bound">The other arguments of the command.</param>
    private protected abstract IEnumerable<LocalName> Candidates(IDictionary bound);

    /// <summary>The names of this host.</summary>
    private protected static LocalNames Local => new(Platform.Host.Local());

    // What is put on the line is read as code: a branch of somebody else's repository may be called $(reboot).
    private static string Quoted(string value) =>
        value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or '+' or ':') ? value : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'";
}
