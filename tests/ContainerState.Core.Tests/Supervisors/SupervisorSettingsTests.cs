using System.Text.Json;
using System.Text.Json.Nodes;
using ContainerState.Core.Tests.Servers;
using ContainerState.Errors;
using ContainerState.Images;
using ContainerState.Servers;
using ContainerState.Supervisors;

namespace ContainerState.Core.Tests.Supervisors;

public sealed class SupervisorSettingsTests : IDisposable
{
    private readonly MemoryServers _world = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("containerstate-settings-");

    private SupervisorOptions Options => new()
    {
        Name = "web",
        Count = 5,
        Image = _world.Image,
        Interval = TimeSpan.FromSeconds(0.5),
        Failures = 4,
        Settle = TimeSpan.FromSeconds(7),
        Drain = TimeSpan.FromSeconds(20),
        Start = new()
        {
            TimeoutSeconds = 30,
            Egress = true,
            EgressTo = ["192.0.2.7:443", "10.0.0.0/8"],
            Publish = ["8080:80"],
            Dns = ["192.0.2.1"],
            Group = "shop",
            LogServer = "relp://logs.example.org",
            LogAuthorities = "/etc/ca.pem",
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["B"] = "two words", ["A"] = "$1" },
            SecretFiles = new Dictionary<string, string>(StringComparer.Ordinal) { ["key"] = "/etc/key file" },
            SecretAccess = new Dictionary<string, SecretAccess>(StringComparer.Ordinal) { ["key"] = new("www-data", "0440") },
        },
    };

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _world.Dispose();
    }

    [Fact]
    public async Task What_is_written_is_read_again()
    {
        var record = new ImageRecord
        {
            Format = ImageRecord.CurrentFormat,
            Id = _world.Image.Id,
            Commit = "",
            Sha256 = _world.Image.Sha256,
            SizeBytes = 1,
            Layers = [new LayerRecord(new string('b', 40), _world.Image.Sha256, 1)],
            CreatedUtc = DateTime.UnixEpoch,
            Definition = _world.Image.Definition,
        };
        var folder = Directory.CreateDirectory(Path.Combine(_world.Host.Images, record.Id));
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "image.json"), JsonSerializer.SerializeToUtf8Bytes(record, ImageRecordJson.Default.ImageRecord));

        var read = await ReadAsync(SupervisorSettings.Text(Options));

        Assert.Equal(record.Id, read.Image!.Id);
        Assert.Equivalent(Options with { Image = read.Image }, read, strict: true);
    }

    [Fact]
    public async Task What_the_file_leaves_out_has_its_default()
    {
        var read = await ReadAsync("""{"name": "web"}""");

        Assert.Equivalent(new SupervisorOptions { Name = "web" }, read, strict: true);
    }

    [Fact]
    public void No_option_of_a_start_is_left_out()
    {
        var start = JsonNode.Parse(SupervisorSettings.Text(Options))!["start"]!.AsObject().Select(pair => pair.Key);

        var options = typeof(StartOptions).GetProperties().Select(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..]);
        Assert.Equal(options.Except(["name", "secrets"]).Order(), start.Order());
    }

    [Fact]
    public void Secrets_are_never_written()
    {
        var options = Options with { Start = new() { Secrets = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["password"] = "hunter2"u8.ToArray() } } };

        var text = SupervisorSettings.Text(options);

        Assert.DoesNotContain("password", text, StringComparison.Ordinal);
        Assert.Throws<InvalidNameException>(() => SupervisorRegistrar.PathOf(options, _folder.FullName));
    }

    [Fact]
    public async Task An_image_that_is_gone_is_said() =>
        await Refused.WithAsync(ErrorId.ImageNotFound, () => ReadAsync($$"""{"name": "web", "image": "{{new string('0', 40)}}"}"""));

    [Fact]
    public async Task A_file_that_names_nothing_to_keep_is_refused_with_what_to_do()
    {
        var options = await ReadAsync("""{"name": "web"}""");

        Assert.Contains("an image or a repository", Assert.Throws<InvalidNameException>(options.Check).Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"name": null}""")]
    [InlineData("""{"name": "web", "count": "many"}""")]
    [InlineData("""{"name": "web", "image": 7}""")]
    [InlineData("""{"name": "web", "start": null}""")]
    [InlineData("""{"name": "web", "start": {"dns": null}}""")]
    [InlineData("""{"name": "web", "start": {"fromTheFuture": true}}""")]
    public async Task What_is_no_settings_file_is_refused_with_what_to_do(string text)
    {
        var fault = await Assert.ThrowsAsync<StateFileException>(() => ReadAsync(text));

        Assert.Contains("Register the supervisor again", fault.Remedy, StringComparison.Ordinal);
    }

    private async Task<SupervisorOptions> ReadAsync(string text)
    {
        var path = Path.Combine(_folder.FullName, "web.json");
        await File.WriteAllTextAsync(path, text);
        return await SupervisorSettings.ReadAsync(_world.Host, path);
    }
}
