using ContainerState.Integration.Tests.Servers;
using Xunit.Runner.InProc.SystemConsole;

namespace ContainerState.Integration.Tests;

/// <summary>Runs the tests, or what one of them starts this program once more for.</summary>
internal static class EntryPoint
{
    public static async Task<int> Main(string[] arguments)
    {
        if (!KillDriver.IsThis)
        {
            return await ConsoleRunner.Run(arguments);
        }
        try
        {
            await KillDriver.RunAsync();
            return 0;
        }
        catch (Exception fault)
        {
            // The test that runs it reads why.
            Console.WriteLine(fault);
            return 1;
        }
    }
}
