using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace ContainerState.Integration.Tests.EndToEnd;

/// <summary>The servers of docs/examples are made before the tests that run them, while other tests run.</summary>
public sealed class ExampleImageTests(ExampleServers examples)
{
    public static TheoryData<string> Names => [.. ExampleServers.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_commands_of_an_example_make_a_whole_image(string example)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Imports need root.");

        var image = await examples.ImageAsync(example);

        var lines = new StringBuilder();
        foreach (var layer in image.Layers)
        {
            await using var file = File.OpenRead(layer);
            lines.Append(Path.GetFileNameWithoutExtension(layer)).Append(' ').Append(Convert.ToHexStringLower(await SHA256.HashDataAsync(file))).Append('\n');
        }
        Assert.Equal(image.Sha256, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(lines.ToString()))));
    }
}
