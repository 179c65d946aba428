using System.Text.Json.Nodes;

namespace ContainerState.Definitions;

/// <summary>What a value in state.yaml or in a component's file may be: it reads one, and says the same as JSON Schema.</summary>
/// <typeparam name="T">What is read.</typeparam>
internal abstract class Rule<T>
{
    /// <summary>Reads a value.</summary>
    /// <param name="at">The mapping that it stands in, which makes the errors.</param>
    /// <param name="node">The value.</param>
    /// <param name="key">Its key, with its number where it is an item of a list.</param>
    /// <exception cref="Errors.StateFileException">It is none.</exception>
    public abstract T Read(YamlReader at, YamlNode node, string key);

    /// <summary>The same as JSON Schema, draft 2020-12, without a description.</summary>
    public abstract JsonObject Schema();

    /// <summary>The rows below this value in the reference: those of its keys, where it has any.</summary>
    /// <param name="key">The key of the value.</param>
    public virtual IEnumerable<ReferenceRow> Rows(string key) => [];
}

/// <summary>A row of the reference.</summary>
/// <param name="Key">The key, as a dotted path; <c>[]</c> for the items of a list.</param>
/// <param name="Description">What it says.</param>
/// <param name="Absent">What holds when it is left out.</param>
internal sealed record ReferenceRow(string Key, string Description, string Absent);
