using System.Text.Json;

namespace ContainerState.Cli.Output;

/// <summary>How one type of result is shown.</summary>
internal abstract class View<T>
{
    /// <summary>The columns of a table of such results.</summary>
    public abstract IReadOnlyList<Column<T>> Columns { get; }

    /// <summary>The lines of a single result; by default, the same as the columns.</summary>
    public virtual IReadOnlyList<Column<T>> Fields => Columns;

    /// <summary>Writes its properties into the object that is open.</summary>
    public abstract void WriteJson(Utf8JsonWriter json, T item);
}
