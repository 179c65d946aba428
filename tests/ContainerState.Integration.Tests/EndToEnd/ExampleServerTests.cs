using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ContainerState.Integration.Tests.Servers;
using Xunit;

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>The servers of docs/examples run, and answer the host.</summary>
[Collection(nameof(ServerTests))]
public sealed class ExampleServerTests(ExampleServers examples) : IAsyncLifetime
{
    private const long Memory = 256L << 20;

    private readonly string name = "t-ex-" + Guid.NewGuid().ToString("N")[..8];
    private readonly HttpClient http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(10) };
    private IReadOnlyList<string> before = [];

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Servers need root.");
        await examples.MakeAsync();
        before = HostSnapshot.Take();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (before.Count > 0)
        {
            await examples.Program.RunAsync("server", "stop", name + "*", "--force");
            await HostSnapshot.AssertSameAsync(before);
        }
    }

    [Fact]
    public async Task Nginx_with_Debians_files_serves_a_page_out_of_a_submodule_and_logs_it()
    {
        var address = await StartAsync("nginx", name);

        Assert.Equal(ExampleServers.Page, await http.GetStringAsync(new Uri($"http://{address}/?seen")));
        await LoggedAsync(name, log => log.Contains("GET /?seen HTTP/1.1\" 200", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Systemd_keeps_two_of_Debians_units_and_their_words_are_the_log()
    {
        var address = await StartAsync("systemd", name);

        Assert.Contains("Welcome to nginx!", await http.GetStringAsync(new Uri($"http://{address}/")), StringComparison.Ordinal);
        Assert.Equal("+OK\r\n$5\r\nhello\r\n+OK\r\n", await AskRedisAsync(address));
        await LoggedAsync(name, log => log.Contains("redis-server[", StringComparison.Ordinal) && log.Contains("Started nginx.service", StringComparison.Ordinal));
        Assert.True((await examples.DoAsync("server", "test", name)).GetProperty("passed").GetBoolean());
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("redis-from-source")]
    public async Task Redis_keeps_what_a_client_gives_it(string example)
    {
        Assert.Equal("+OK\r\n$5\r\nhello\r\n+OK\r\n", await AskRedisAsync(await StartAsync(example, name)));
    }

    [Fact]
    public async Task PostgreSQL_runs_as_its_own_user_and_answers_who_has_the_password()
    {
        await File.WriteAllTextAsync(examples.At("password"), "a secret of the start");
        var address = await StartAsync("postgresql", name, "--secret-file", "password=" + examples.At("password"));

        using var client = await PostgreSqlClient.ConnectAsync(address, "postgres", "a secret of the start");
        await client.QueryAsync("create table t (i int); insert into t select generate_series(1, 1000)");
        Assert.Equal("500500", await client.QueryAsync("select sum(i) from t"));
        Assert.Equal("700|postgres", await client.QueryAsync(
            "create temp table o (t text); copy o from program 'stat -c \"%a|%U\" /var/lib/postgresql'; select t from o"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => PostgreSqlClient.ConnectAsync(address, "postgres", "another"));
    }

    [Fact]
    public async Task PostgreSQL_keeps_a_row_on_a_volume_when_its_server_is_killed()
    {
        await File.WriteAllTextAsync(examples.At("password"), "a secret of the start");
        await examples.DoAsync("volume", "new", "rows", "--size", "256MiB");
        string[] given = ["--secret-file", "password=" + examples.At("password"), "--volume", "rows:/var/lib/postgresql/data"];
        try
        {
            using (var client = await PostgreSqlClient.ConnectAsync(await StartAsync("postgresql", name, given), "postgres", "a secret of the start"))
            {
                await client.QueryAsync("create table t (i int); insert into t select generate_series(1, 1000)");
            }
            await examples.DoAsync("server", "stop", name, "--force");

            using var next = await PostgreSqlClient.ConnectAsync(await StartAsync("postgresql", name + "-next", given), "postgres", "a secret of the start");
            Assert.Equal("500500", await next.QueryAsync("select sum(i) from t"));
        }
        finally
        {
            await examples.Program.RunAsync("server", "stop", name + "*", "--force");
            await examples.DoAsync("volume", "remove", "rows", "--force");
        }
    }

    [Fact]
    public async Task HAProxy_answers_all_that_come_after_one_of_its_servers_is_killed()
    {
        var image = await examples.ImageAsync("nginx");
        await examples.DoAsync("server", "start", image.Id, "--name", name, "--count", "3", "--group", name, "--wait");
        var addresses = new List<string>();
        var variables = new List<string>();
        for (var number = 1; number <= 3; number++)
        {
            addresses.Add((await examples.DoAsync("server", "list", $"{name}-{number}")).GetProperty("address").GetString()!);
            variables.AddRange(["--environment", $"WEB_{number}={addresses[^1]}"]);
        }
        var page = new Uri($"http://{await StartAsync("haproxy", name + "-front", ["--group", name, .. variables])}/");

        var (failed, answered) = (0, 0);
        using var end = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(AskAsync)).ToList();
        await Eventually.HoldsAsync(() => Volatile.Read(ref answered) > 50);
        await examples.DoAsync("server", "stop", name + "-2", "--force");
        var atKill = Volatile.Read(ref answered);
        await Eventually.HoldsAsync(() => Volatile.Read(ref answered) > atKill + 100);
        await LoggedAsync(name + "-front", log => log.Contains("Server web/web-2 is DOWN", StringComparison.Ordinal));
        await end.CancelAsync();
        await Task.WhenAll(clients);

        // Only what was on its way when the server was killed may break off: one request of each client.
        Assert.True(failed <= 4, $"{failed} requests failed.");
        for (var request = 0; request < 6; request++)
        {
            Assert.Equal(ExampleServers.Page, await http.GetStringAsync(page));
        }

        async Task AskAsync()
        {
            while (!end.IsCancellationRequested)
            {
                try
                {
                    Assert.Equal(ExampleServers.Page, await http.GetStringAsync(page));
                    Interlocked.Increment(ref answered);
                }
                catch (HttpRequestException)
                {
                    Interlocked.Increment(ref failed);
                }
            }
        }
    }

    [Fact]
    public async Task Gunicorn_starts_the_workers_that_its_processors_are_for()
    {
        var seen = await SeenAsync("python");
        Assert.Equal((1, Memory, 3), (seen.GetProperty("processors").GetInt32(), seen.GetProperty("memoryBytes").GetInt64(), seen.GetProperty("workers").GetInt32()));
        await LoggedAsync(name, log => log.Split("Booting worker").Length - 1 == 3);
    }

    [Theory]
    [InlineData("node")]
    [InlineData("java")]
    public async Task A_heap_is_sized_by_the_memory_of_the_server(string example)
    {
        var seen = await SeenAsync(example);
        Assert.Equal(1, seen.GetProperty("processors").GetInt32());
        // Node adds some megabytes for what is young. Without the limit both take gigabytes here.
        Assert.InRange(seen.GetProperty("heapBytes").GetInt64(), Memory / 8, Memory + (16 << 20));
    }

    private static async Task<string> AskRedisAsync(string address)
    {
        using var client = new TcpClient(address, 6379);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("SET greeting hello\r\nGET greeting\r\nQUIT\r\n"));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync();
    }

    private async Task LoggedAsync(string server, Predicate<string> isSo)
    {
        var log = await Eventually.LookAsync(async () => (await examples.Program.RunAsync("server", "log", server)).Output, isSo);
        Assert.True(isSo(log), log);
    }

    private async Task<JsonElement> SeenAsync(string example) =>
        JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://{await StartAsync(example, name)}:8000/"))).RootElement;

    private async Task<string> StartAsync(string example, string server, params string[] more)
    {
        var image = await examples.ImageAsync(example);
        return (await examples.DoAsync(["server", "start", image.Id, "--name", server, "--wait", .. more])).GetProperty("address").GetString()!;
    }
}
