namespace ContainerState.Errors;

/// <summary>Something of another kind is where a file or a folder belongs.</summary>
/// <param name="path">Where.</param>
/// <param name="found">What is there, such as <c>a folder</c>.</param>
/// <param name="expected">What belongs there.</param>
/// <param name="inner">The fault behind it.</param>
public sealed class WrongFileKindException(string path, string found, string expected, Exception? inner = null)
    : ContainerStateException($"{Quoted.Text(path)} is {found}, and {expected} belongs there.", "Move it away, and do the same again.", path, inner);
