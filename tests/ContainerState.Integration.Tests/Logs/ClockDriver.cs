using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Integration.Tests.Servers;
using ContainerState.Platform;
using ContainerState.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.Logs;

/// <summary>This program, run once more with another clock: the one test in here starts a server with a log server, when it is asked for.</summary>
public sealed class ClockDriver
{
    private const string Name = "CONTAINERSTATE_TEST_NAME";
    private const string LogServer = "CONTAINERSTATE_TEST_LOG_SERVER";

    /// <summary>Starts a server that writes "after", at a time that long ago.</summary>
    internal static Task StartAsync(TimeSpan ago, string name, string logServer) => ProgramRunner.RunAsync(
        new ProgramCommand(Path.ChangeExtension(typeof(ClockDriver).Assembly.Location, null))
            .With("-explicit", "only", "-class", typeof(ClockDriver).FullName!)
            .WithEnvironment(NativeProgram.IsPublished, "1").WithEnvironment(Name, name).WithEnvironment(LogServer, logServer)
            // As the program faketime would set them; that one waits for ever when its child has children that stay.
            .WithEnvironment("LD_PRELOAD", Directory.GetDirectories("/usr/lib", "*-linux-gnu*").Select(folder => Path.Combine(folder, "faketime/libfaketimeMT.so.1")).First(File.Exists))
            .WithEnvironment("FAKETIME", FormattableString.Invariant($"-{ago.TotalSeconds}s"))
            .WithEnvironment("FAKETIME_DONT_FAKE_MONOTONIC", "1"));

    [Fact(Explicit = true)]
    public async Task Starts_a_server_by_the_clock_that_it_has()
    {
        var options = new StartOptions { Name = Environment.GetEnvironmentVariable(Name), LogServer = Environment.GetEnvironmentVariable(LogServer) };
        var server = await ServerTests.StartAsync(TestImage.Shell("echo after"), options);
        Assert.Equal(options.LogServer, server.LogServer);
    }
}
