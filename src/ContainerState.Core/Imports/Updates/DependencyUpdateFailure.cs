namespace ContainerState.Imports.Updates;

/// <summary>A dependency that could not be looked at or updated.</summary>
/// <param name="Name">Its name, or what was given for one.</param>
/// <param name="Error">Why.</param>
public sealed record DependencyUpdateFailure(string Name, Exception Error);
