using System.Text.Json;

namespace ContainerState.StateRepos;

/// <summary>Reads a definition out of a JSON document.</summary>
/// <remarks>
/// By hand: the serializer's generic code is compiled anew in each process, which takes longer than all the rest of a
/// build in which nothing changed.
/// </remarks>
internal static class DefinitionReader
{
    /// <summary>The definition; what the document leaves out has its default.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    public static ServerDefinition Read(JsonElement json)
    {
        try
        {
            return ReadObject(json);
        }
        catch (Exception fault) when (fault is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new JsonException("The definition of the server is not one.", fault);
        }
    }

    private static ServerDefinition ReadObject(JsonElement json)
    {
        var result = new ServerDefinition
        {
            Name = Text(json.GetProperty("name")),
            Init = Texts(json.GetProperty("init")),
        };
        foreach (var property in json.EnumerateObject())
        {
            result = property.Name switch
            {
                "environment" => result with { Environment = Environment(property.Value) },
                "writable" => result with { Writable = Items(property.Value, Writable) },
                "ports" => result with { Ports = Ports(property.Value) },
                "checks" => result with { Checks = Items(property.Value, Check) },
                "limits" => result with { Limits = Limits(property.Value) },
                "seccomp" when property.Value.ValueKind != JsonValueKind.Null => result with { Seccomp = Seccomp(property.Value) },
                "log" when property.Value.ValueKind != JsonValueKind.Null => result with { Log = Log(property.Value) },
                _ => result,
            };
        }
        return result;
    }

    private static SortedDictionary<string, string> Environment(JsonElement json)
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in json.EnumerateObject())
        {
            result[variable.Name] = Text(variable.Value);
        }
        return result;
    }

    private static WritablePath Writable(JsonElement json) => new(
        Text(json.GetProperty("path")), json.GetProperty("sizeBytes").GetInt64(), json.TryGetProperty("mode", out var mode) ? mode.GetInt32() : 0);

    private static ServerLimits Limits(JsonElement json)
    {
        var result = new ServerLimits();
        foreach (var property in json.EnumerateObject())
        {
            result = property.Name switch
            {
                "memoryBytes" => result with { MemoryBytes = property.Value.GetInt64() },
                "cpus" => result with { Cpus = Finite(property.Value) },
                "processes" => result with { Processes = property.Value.GetInt32() },
                "openFiles" => result with { OpenFiles = property.Value.GetInt32() },
                "diskReadBytes" => result with { DiskReadBytes = property.Value.GetInt64() },
                _ => result,
            };
        }
        return result;
    }

    private static ServerSeccomp Seccomp(JsonElement json) => new(
        Calls(json.GetProperty("allow")),
        json.TryGetProperty("allArchitectures", out var all) && all.GetBoolean(),
        json.TryGetProperty("noNetlink", out var none) && none.GetBoolean());

    // An image is made elsewhere, maybe: what it asks for is looked at here, too.
    private static string[] Calls(JsonElement json)
    {
        var calls = Texts(json);
        return Array.Find(calls, call => !SystemCalls.Addable.Contains(call)) is { } other
            ? throw new FormatException($"{other} is no system call that a server can have.")
            : calls;
    }

    private static LogDefinition Log(JsonElement json) => new()
    {
        Server = Text(json.GetProperty("server")),
        Authorities = json.TryGetProperty("authorities", out var authorities) ? authorities.GetString() : null,
        SpoolBytes = json.GetProperty("spoolBytes").GetInt64(),
    };

    private static ServerCheck Check(JsonElement json)
    {
        var result = new ServerCheck { Kind = Text(json.GetProperty("kind")) };
        foreach (var property in json.EnumerateObject())
        {
            var value = property.Value;
            result = property.Name switch
            {
                "port" => result with { Port = value.GetInt32() },
                "path" => result with { Path = Text(value) },
                "status" => result with { Status = value.GetInt32() },
                "contains" => result with { Contains = Text(value) },
                "command" => result with { Command = Texts(value) },
                "exitCode" => result with { ExitCode = value.GetInt32() },
                "attempts" => result with { Attempts = value.GetInt32() },
                "intervalSeconds" => result with { IntervalSeconds = Finite(value) },
                "timeoutSeconds" => result with { TimeoutSeconds = Finite(value) },
                _ => result,
            };
        }
        return result;
    }

    private static int[] Ports(JsonElement json)
    {
        var result = new int[json.GetArrayLength()];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = json[i].GetInt32();
        }
        return result;
    }

    private static T[] Items<T>(JsonElement json, Func<JsonElement, T> read)
        where T : class
    {
        var result = new T[json.GetArrayLength()];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = read(json[i]);
        }
        return result;
    }

    // A number too large for its type is read as infinity.
    private static double Finite(JsonElement json) =>
        json.GetDouble() is var number && double.IsFinite(number) ? number : throw new FormatException("A number is too large.");

    private static string[] Texts(JsonElement json) => Items(json, Text);

    private static string Text(JsonElement json) => json.GetString() ?? throw new FormatException("A text is null.");
}
