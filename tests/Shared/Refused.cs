using ContainerState.Errors;

namespace ContainerState.Tests;

/// <summary>Asserts that something is refused with the error of an id.</summary>
internal static class Refused
{
    /// <summary>Runs an action that must be refused.</summary>
    public static ContainerStateException With(ErrorId id, Action action) => Require(id, Xunit.Record.Exception(action));

    /// <inheritdoc cref="With(ErrorId, Action)"/>
    public static ContainerStateException With(ErrorId id, Func<object?> action) => Require(id, Xunit.Record.Exception(action));

    /// <inheritdoc cref="With(ErrorId, Action)"/>
    public static async Task<ContainerStateException> WithAsync(ErrorId id, Func<Task> action) => Require(id, await Xunit.Record.ExceptionAsync(action));

    private static ContainerStateException Require(ErrorId id, Exception? error)
    {
        Xunit.Assert.NotNull(error);
        var ours = Xunit.Assert.IsAssignableFrom<ContainerStateException>(error);
        Xunit.Assert.Equal(id, ours.ErrorId);
        return ours;
    }
}
