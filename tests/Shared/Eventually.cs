using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace ContainerState.Tests;

/// <summary>Waits for what comes a moment later: the one place in the tests that looks again and again.</summary>
internal static class Eventually
{
    /// <summary>Waits until something holds, and fails the test when it never does.</summary>
    /// <param name="holds">What must hold.</param>
    /// <param name="what">What the failure says was waited for.</param>
    /// <param name="seconds">For how long.</param>
    /// <param name="pause">Milliseconds between two looks.</param>
    public static async Task HoldsAsync(Func<bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "", int seconds = 30, int pause = 20) =>
        Xunit.Assert.True(await LookAsync(holds, held => held, seconds, pause), $"not in {seconds} s: {what}");

    /// <summary>Does something again until it no longer fails in this way, or the time is up.</summary>
    /// <typeparam name="TFault">The failure that is waited out.</typeparam>
    public static async Task SucceedsAsync<TFault>(Func<Task> act, int seconds = 30, int pause = 20)
        where TFault : Exception
    {
        if (await LookAsync<Exception?>(async () => await Xunit.Record.ExceptionAsync(act), fault => fault is not TFault, seconds, pause) is { } last)
        {
            ExceptionDispatchInfo.Throw(last);
        }
    }

    /// <summary>Looks until what is seen is as it should be, or the time is up; hands back what was seen last, for the test to judge.</summary>
    public static Task<T> LookAsync<T>(Func<T> look, Predicate<T> isSo, int seconds = 30, int pause = 20) =>
        LookAsync(() => Task.FromResult(look()), isSo, seconds, pause);

    /// <inheritdoc cref="LookAsync{T}(Func{T}, Predicate{T}, int, int)"/>
    public static async Task<T> LookAsync<T>(Func<Task<T>> look, Predicate<T> isSo, int seconds = 30, int pause = 20)
    {
        var clock = Stopwatch.StartNew();
        var seen = await look();
        while (!isSo(seen) && clock.Elapsed.TotalSeconds < seconds)
        {
            await Task.Delay(pause);
            seen = await look();
        }
        return seen;
    }
}
