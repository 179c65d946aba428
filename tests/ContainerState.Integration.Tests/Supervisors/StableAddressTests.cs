using System.Text.Json;
using ContainerState.Integration.Tests.CommandLine;
using ContainerState.Platform;
using Xunit;

namespace ContainerState.Integration.Tests.Supervisors;

/// <summary>One published port in front of servers that come and go.</summary>
public sealed class StableAddressTests(SmallServer small) : SupervisorTests(small)
{
    private const int Port = 18094;
    private const string Published = "18094:8080";

    [Fact]
    public async Task No_request_is_lost_while_a_supervisor_replaces_servers()
    {
        var repository = await CloneAsync();
        await using var supervisor = Supervise("--repo", repository, "--count", "3", "--interval", "0.3", "--settle", "0.3", "--publish", Published);
        await supervisor.WaitAsync(said => said is { Kind: "Started", Well: 3 });
        await Eventually.HoldsAsync(() => Running().Count(server => server.Serves == true) == 3);
        await using var client = new PortClient(Port);
        var next = "";

        // Over the whole of a roll-out, which stops the server that it is with.
        var answer = await PortClient.AskAsync(Port, async () =>
        {
            next = await BuildNextAsync(repository, "a small new page\n");
            await supervisor.WaitAsync(said => said.Kind == "RolledOut");
        });
        Assert.Contains("small", answer, StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => Running() is { Count: 3 } servers && servers.All(server => server.Image == next && server.Serves == true), "three of the new image serve");

        Assert.True(client.Failed == 0, client.ToString());
        Assert.True(client.Requests > 100, client.ToString());
        Assert.Equal(0, supervisor.Count("Trouble"));
    }

    [Fact]
    public async Task Where_a_server_dies_the_port_leads_to_the_others()
    {
        var repository = await CloneAsync();
        await using var supervisor = Supervise("--repo", repository, "--count", "2", "--interval", "0.3", "--publish", Published);
        await supervisor.WaitAsync(said => said is { Kind: "Started", Well: 2 });
        await Eventually.HoldsAsync(() => Running().Count(server => server.Serves == true) == 2);
        var killed = Running()[0];

        Kill(killed);
        await supervisor.WaitAsync(said => said.Kind == "Died");
        await Eventually.HoldsAsync(() => Running().Count(server => server.Serves == true) == 2);
        await using (var client = new PortClient(Port))
        {
            await Eventually.HoldsAsync(() => client.Requests > 40);
            Assert.True(client.Failed == 0, client.ToString());

            // Without its supervisor the port leads where it led, and the next one goes on.
            await supervisor.KillAsync();
            await Eventually.HoldsAsync(() => client.Requests > 80);
            await using var second = Supervise("--repo", repository, "--count", "1", "--interval", "0.3", "--publish", Published);
            await second.WaitAsync(said => said.Kind == "Stopped");
            await Eventually.HoldsAsync(() => Running().Count == 1 && client.Requests > 120);
            Assert.True(client.Failed == 0, client.ToString());
        }
    }

    [Fact]
    public async Task No_request_is_lost_while_a_rebuild_swaps_servers()
    {
        var repository = await CloneAsync();
        await RebuildAsync(0, "Replaced", repository);
        await using var client = new PortClient(Port);

        await BuildNextAsync(repository, "a small next page\n");
        var report = await RebuildAsync(0, "Replaced", repository);
        await BuildNextAsync(repository, "another page\n");
        await RebuildAsync(1, "RolledBack", repository);
        var asked = client.Requests;
        await Eventually.HoldsAsync(() => client.Requests > asked + 20);

        Assert.Equal(["Build", "Start", "Test", "Serve", "Swap"], report.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("name").GetString()));
        Assert.True(client.Failed == 0, client.ToString());
        Assert.All(Running(), server => Assert.Equal((report.GetProperty("image").GetString(), true), (server.Image, server.Serves)));
    }

    [Fact]
    public async Task A_stop_takes_the_server_out_of_the_port_first()
    {
        await Small.DoAsync("server", "start", Small.Image, "--name", Name, "--count", "2", "--wait", "--publish", Published);
        var fleet = (await Small.DoAsync("server", "list", Name + "-1")).GetProperty("network").GetProperty("fleet").GetString();
        await Small.DoAsync("server", "stop", Name + "-1", "--force");

        await using var client = new PortClient(Port);
        await Eventually.HoldsAsync(() => client.Requests > 20);

        Assert.Equal(Name, fleet);
        Assert.True(client.Failed == 0, client.ToString());
        Assert.DoesNotContain(" 1 : ", (await ProgramRunner.RunAsync(new ProgramCommand("nft").With("list", "table", "inet", "containerstate"))).Output, StringComparison.Ordinal);
    }

    private async Task<JsonElement> RebuildAsync(int code, string outcome, string repository)
    {
        var result = await Small.Program.RunAsync("--json", "server", "rebuild", "--repo", repository, "--name", Name, "--count", "2", "--publish", Published);
        Assert.True(result.ExitCode == code, result.Output + result.Error);
        var report = JsonDocument.Parse(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[0]).RootElement;
        Assert.Equal(outcome, report.GetProperty("outcome").GetString());
        return report;
    }
}
