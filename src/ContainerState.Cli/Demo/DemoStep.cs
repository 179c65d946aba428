namespace ContainerState.Cli.Demo;

/// <summary>One step of the demo that is done.</summary>
/// <param name="Name">What it did.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Made">The result: an id, a size, an address.</param>
internal sealed record DemoStep(string Name, TimeSpan Duration, string Made);
