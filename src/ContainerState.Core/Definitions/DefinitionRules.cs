using System.Globalization;
using System.Text.Json.Nodes;
using ContainerState.Errors;

namespace ContainerState.Definitions;

/// <summary>The values that several keys of state.yaml and of a component's file hold.</summary>
internal static class DefinitionRules
{
    /// <summary>An absolute path on the server.</summary>
    public static TextRule ServerPath { get; } = new(
        path => StateNames.ServerPathFault(path) is { } fault ? $"{Quoted.Text(path)} is not a path on the server: {fault}" : null,
        "Write an absolute path, such as /srv/www.",
        () => Text(@"^/$|^(/(?!\.{1,2}(/|$))[^/\u0000-\u001f\u007f-\u009f\ufffd]+)+$", StateNames.LongestPath));

    /// <summary>A folder of a server that a tmpfs can be mounted at.</summary>
    public static TextRule WritablePath { get; } = new(
        path => WritableFault(path) is { } fault ? $"{Quoted.Text(path)} cannot be writable: {fault}" : null,
        "Name the absolute path of a folder, such as /run.",
        () => Text(@"^(?!/(proc|sys)(/|$))(?!/dev(/(?!shm$)|$))(/(?!\.{1,2}(/|$))[^/\u0000-\u0020\u007f-\u009f\ufffd]+)+$", StateNames.LongestPath));

    /// <summary>A path in the repository.</summary>
    public static TextRule RepositoryPath { get; } = new(
        path => StateNames.RepositoryPathFault(path) is { } fault ? $"{Quoted.Text(path)} is refused: {fault}" : null,
        "Write a path in the repository, such as deps/hello.",
        () => Text(@"^(?!\.{1,2}(/|$))[^/\\\u0000-\u001f\u007f-\u009f\ufffd]+(/(?!\.{1,2}(/|$))[^/\\\u0000-\u001f\u007f-\u009f\ufffd]+)*$", StateNames.LongestPath - 1));

    /// <summary>A server's name.</summary>
    public static TextRule ServerName { get; } = new(
        name => StateNames.IsServerName(name) ? null : $"{Quoted.Text(name)} cannot be a server's name",
        $"Use {StateNames.ServerRule}.",
        () => Text("^[a-z]([a-z0-9-]*[a-z0-9])?$", StateNames.LongestServerName));

    /// <summary>A component's name.</summary>
    public static TextRule PartName { get; } = new(
        name => StateNames.IsPartName(name) ? null : $"{Quoted.Text(name)} cannot be a component's name",
        "Name components by their file, without .yaml.",
        () => Text(@"^(?!.*\.\.)(?!.*\.([lL][oO][cC][kK]|[yY][aA][mM][lL])$)[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$", StateNames.LongestPartName));

    /// <summary>A pattern of paths, as <see cref="KeepPatterns"/> reads it.</summary>
    public static TextRule PathPattern { get; } = new(
        glob => glob.StartsWith('/') || glob.Length == 0 || glob.Split('/').Any(part => part is "" or "." or "..") ? $"{Quoted.Text(glob)} is not a pattern of paths below the source" : null,
        "Write it as 'usr/bin/**', without a slash in front.",
        () => Text(@"^(?!/)(?!(.*/)?\.{0,2}(/|$)).+$"));

    /// <summary>A user of the server: a name, or a number.</summary>
    public static TextRule User { get; } = new(
        user => IsUser(user) ? null : $"{Quoted.Text(user)} is neither a user's name nor a number from 0 to {LastUserId}",
        "Write a name of the image's /etc/passwd, such as www-data, or a number.",
        () => new() { ["type"] = new JsonArray("string", "integer"), ["pattern"] = "^([a-z_][a-z0-9_-]{0,31}|[0-9]{1,5})$", ["minimum"] = 0, ["maximum"] = LastUserId });

    /// <summary>The last user id that a server has.</summary>
    public const int LastUserId = 65535;

    /// <summary>A TCP port.</summary>
    public static IntegerRule Port { get; } = new(1, 65535);

    /// <summary>A text as a schema says it.</summary>
    public static JsonObject Text(string pattern, int? longest = null)
    {
        var schema = new JsonObject { ["type"] = "string", ["pattern"] = pattern };
        if (longest is { } length)
        {
            schema["maxLength"] = length;
        }
        return schema;
    }

    /// <summary>True for what can be a user: a name, or a number that a server has.</summary>
    public static bool IsUser(string user) =>
        int.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id <= LastUserId
            : user.Length is > 0 and <= 32 && (char.IsAsciiLetterLower(user[0]) || user[0] == '_') && user.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-');

    private static string? WritableFault(string path) => path switch
    {
        "/" => "the root of a server is read-only",
        "/proc" or "/sys" or "/dev" => "the kernel's own filesystems are there",
        _ when path.StartsWith("/proc/", StringComparison.Ordinal) || path.StartsWith("/sys/", StringComparison.Ordinal) => "the kernel's own filesystems are there",
        _ when path.StartsWith("/dev/", StringComparison.Ordinal) && path != Definitions.WritablePath.SharedMemory => $"of what is below /dev, only {Definitions.WritablePath.SharedMemory} can be",
        _ when path.Contains(' ') => "it holds a space",
        _ => StateNames.ServerPathFault(path),
    };
}
