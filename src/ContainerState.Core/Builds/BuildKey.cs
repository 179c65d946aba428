using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using ContainerState.Definitions;

namespace ContainerState.Builds;

/// <summary>The key of a build step: SHA-256 over everything that can reach its output.</summary>
internal static class BuildKey
{
    // Another number where a step's surroundings change: its variables, its mounts, what of its output is taken.
    private const int Format = 2;

    /// <summary>True for 64 lower-case hexadecimal digits.</summary>
    public static bool IsWhole(string text) => text.Length == 64 && text.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');

    /// <summary>64 lower-case hexadecimal digits.</summary>
    /// <param name="component">Its build text and what of the output it allows. Its name, place and limits play no part.</param>
    /// <param name="source">The source's tree.</param>
    /// <param name="toolchain">The toolchain's tree.</param>
    /// <param name="needs">The output trees of what it needs, in order. That they are outputs, and not keys, ends a rebuild where a result came out equal.</param>
    /// <param name="given">The files that the toolchain does not have and the step is given. None for most, whose keys are what they were before there were any.</param>
    public static string Of(ComponentDefinition component, string source, string toolchain, IEnumerable<string> needs, IReadOnlyList<string> given)
    {
        var text = new StringBuilder();
        Add("format", Format.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Add("architecture", RuntimeInformation.OSArchitecture.ToString());
        Add("source", source);
        Add("toolchain", toolchain);
        foreach (var need in needs)
        {
            Add("need", need);
        }
        foreach (var path in given)
        {
            Add("given", path);
        }
        foreach (var glob in component.SetUserId)
        {
            Add("setuid", glob);
        }
        Add("build", component.Build!);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));

        // With its length before it, no value can pass for two.
        void Add(string name, string value) => text.Append(name).Append(' ').Append(value.Length).Append('\n').Append(value).Append('\n');
    }
}
