using ContainerState.Platform;

namespace ContainerState.Core.Tests.Platform;

public sealed class BatchedTests
{
    [Fact]
    public async Task What_comes_while_a_turn_is_worked_on_is_done_by_the_next()
    {
        var batched = new Batched<int>();
        var gate = new TaskCompletionSource();
        var turns = new List<IReadOnlyList<int>>();
        var all = Enumerable.Range(0, 20).Select(number => batched.DoAsync(number, Work)).ToList();
        gate.SetResult();
        await Task.WhenAll(all);

        Assert.Equal(Enumerable.Range(0, 20), turns.SelectMany(turn => turn));
        Assert.Equal([1, 19], turns.Select(turn => turn.Count));

        async Task Work(IReadOnlyList<int> items)
        {
            turns.Add(items);
            await gate.Task;
        }
    }

    [Fact]
    public async Task A_fault_is_of_those_alone_whom_its_turn_was_for()
    {
        var batched = new Batched<int>();
        Task Fail(IReadOnlyList<int> items) => items.Contains(1) ? Task.FromException(new InvalidOperationException("no")) : Task.CompletedTask;
        await Assert.ThrowsAsync<InvalidOperationException>(() => batched.DoAsync(1, Fail));
        await batched.DoAsync(2, Fail);
    }
}
