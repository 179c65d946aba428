using Xunit;

namespace ContainerState.Integration.Tests.Servers;

/// <summary>Tests that look at the whole host run alone.</summary>
[CollectionDefinition(nameof(ServerTests), DisableParallelization = true)]
public sealed class ServerCollection;
