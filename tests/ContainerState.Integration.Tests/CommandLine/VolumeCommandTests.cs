using Xunit;

namespace ContainerState.Integration.Tests.CommandLine;

public sealed class VolumeCommandTests(SmallServer small) : IClassFixture<SmallServer>
{
    [Fact]
    public async Task A_volume_is_made_listed_given_to_a_server_and_removed()
    {
        SmallServer.RequireRoot();
        var name = small.Name("volume");

        var made = await small.DoAsync("volume", "new", "data", "--size", "32MiB", "--owner", "1000");
        Assert.Equal(("data", 32 << 20, false, "1000"), (made.GetProperty("name").GetString(), made.GetProperty("sizeBytes").GetInt32(), made.GetProperty("shared").GetBoolean(), made.GetProperty("owner").GetString()));
        await small.FailAsync(6, "VolumeExists", "volume", "new", "data");
        var started = await small.DoAsync("server", "start", small.Image, "--name", name, "--volume", "data:/srv/www");
        Assert.Equal("data:/srv/www", Assert.Single(started.GetProperty("volumes").EnumerateArray()).GetString());
        Assert.Equal(name, Assert.Single((await small.DoAsync("volume", "list", "DATA")).GetProperty("servers").EnumerateArray()).GetString());
        Assert.Equal("data:/srv/www", Assert.Single((await small.DoAsync("server", "list", name)).GetProperty("volumes").EnumerateArray()).GetString());
        Assert.Contains(name, (await small.FailAsync(6, "VolumeInUse", "volume", "remove", "data", "--force")).GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.Contains(name, (await small.FailAsync(6, "VolumeInUse", "server", "start", small.Image, "--name", name + "-2", "--volume", "data:/srv/www")).GetProperty("message").GetString()!, StringComparison.Ordinal);

        await small.StopAsync("volume");
        await small.FailAsync(2, "Usage", "volume", "remove", "data");
        await small.DoAsync("volume", "remove", "data", "--force");
        await small.FailAsync(4, "VolumeNotFound", "volume", "list", "data");
        Assert.Empty((await small.Program.RunAsync("--json", "volume", "list")).Objects);
    }

    [Theory]
    [InlineData("InvalidName", "volume", "new", "Data")]
    [InlineData("InvalidName", "volume", "new", "../data")]
    [InlineData("InvalidName", "volume", "new", "small", "--size", "1MiB")]
    [InlineData("InvalidName", "volume", "new", "small", "--size", "many")]
    [InlineData("InvalidName", "volume", "new", "small", "--owner", "a b")]
    [InlineData("InvalidName", "server", "start", "IMAGE", "--volume", "data")]
    [InlineData("InvalidName", "server", "start", "IMAGE", "--volume", "data:/etc/ssl")]
    public async Task Bad_input_is_refused(string errorId, params string[] arguments)
    {
        SmallServer.RequireRoot();

        await small.FailAsync(3, errorId, [.. arguments.Select(word => word == "IMAGE" ? small.Image : word)]);

        Assert.Empty((await small.Program.RunAsync("--json", "volume", "list")).Objects);
    }
}
