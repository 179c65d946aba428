using ContainerState.Errors;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.EndToEnd;
using ContainerState.Repositories;
using Xunit;

namespace ContainerState.Integration.Tests.Imports;

/// <summary>Imports that must be refused.</summary>
internal static class RefusedImport
{
    /// <summary>Adds a dependency to a new repository: it fails with this error, and leaves repository, processes and mounts as they were.</summary>
    public static async Task<ContainerStateException> WithAsync(Workbench bench, ErrorId id, Func<StateRepo, Task> add)
    {
        var repository = await StateRepo.CreateAsync(bench.At("web"));
        var before = await RepositoryState.OfAsync(repository.Path);

        var fault = await Refused.WithAsync(id, () => add(repository));

        Assert.NotEmpty(fault.Remedy);
        Assert.Equal(before, await RepositoryState.OfAsync(repository.Path));
        await Leftovers.AssertNoneAsync(bench.Folder, Path.Combine(repository.Path, ".git/containerstate/work"));
        return fault;
    }
}
