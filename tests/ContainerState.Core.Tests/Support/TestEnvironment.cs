using System.Runtime.CompilerServices;

namespace ContainerState.Core.Tests.Support;

/// <summary>Makes the tests independent of what the machine's user has configured for git.</summary>
internal static class TestEnvironment
{
    [ModuleInitializer]
    internal static void Prepare()
    {
        Environment.SetEnvironmentVariable("GIT_CONFIG_GLOBAL", "/dev/null");
        Environment.SetEnvironmentVariable("GIT_CONFIG_NOSYSTEM", "1");
    }
}
