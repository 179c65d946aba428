namespace ContainerState.Errors;

/// <summary>A mistake in state.yaml or in a component's file.</summary>
/// <param name="file">The file, as a path in the repository.</param>
/// <param name="line">Its line, from 1; 0 when the whole file is meant.</param>
/// <param name="key">The key, as a dotted path such as <c>limits.memory</c>; empty when there is none.</param>
/// <param name="detail">What is wrong.</param>
/// <param name="whatToDo">The remedy.</param>
public sealed class StateFileException(string file, int line, string key, string detail, string whatToDo)
    : ContainerStateException(
        ErrorId.StateFile,
        $"{Quoted.Text(file)[1..^1]}{(line > 0 ? $", line {line}" : "")}{(key.Length > 0 ? $", {key}" : "")}: {detail}.",
        whatToDo,
        file)
{
    /// <summary>The file, as a path in the repository.</summary>
    public string File { get; } = file;

    /// <summary>Its line, from 1; 0 when the whole file is meant.</summary>
    public int Line { get; } = line;

    /// <summary>The key, as a dotted path; empty when there is none.</summary>
    public string Key { get; } = key;

    /// <summary>What is wrong.</summary>
    public string Detail { get; } = detail;
}
