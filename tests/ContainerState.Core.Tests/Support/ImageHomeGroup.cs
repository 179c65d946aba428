namespace ContainerState.Core.Tests.Support;

[CollectionDefinition(ImageHome.Collection, DisableParallelization = true)]
public sealed class ImageHomeGroup;
