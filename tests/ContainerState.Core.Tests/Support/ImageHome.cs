namespace ContainerState.Core.Tests.Support;

/// <summary>An image store of a test's own. Its place is an environment variable, which is the whole process's.</summary>
public sealed class ImageHome : IDisposable
{
    public const string Collection = "image home";
    private const string Variable = "CONTAINERSTATE_HOME";
    private readonly TempFolder _folder = new();
    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    public ImageHome() => Environment.SetEnvironmentVariable(Variable, _folder.At("home"));

    public string Path => _folder.At("home");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        _folder.Dispose();
    }
}
