namespace ContainerState.Platform;

/// <summary>One mounted cgroup hierarchy.</summary>
/// <param name="Folder">Where it is mounted.</param>
/// <param name="IsUnified">True for cgroup v2.</param>
/// <param name="Controllers">What it controls: memory, cpu, pids, ...</param>
internal sealed record CgroupHierarchy(string Folder, bool IsUnified, IReadOnlyList<string> Controllers)
{
    /// <summary>All that are mounted: one on a machine with v2 alone, a dozen on one with v1.</summary>
    public static IReadOnlyList<CgroupHierarchy> ReadAll()
    {
        var all = new List<CgroupHierarchy>();
        foreach (var line in File.ReadLines("/proc/self/mounts"))
        {
            var fields = line.Split(' ');
            if (fields.Length < 4 || all.Exists(h => h.Folder == fields[1]))
            {
                continue;
            }
            if (fields[2] == "cgroup2")
            {
                var file = Path.Combine(fields[1], "cgroup.controllers");
                var text = File.Exists(file) ? File.ReadAllText(file) : "";
                all.Add(new(fields[1], true, text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
            }
            else if (fields[2] == "cgroup")
            {
                all.Add(new(fields[1], false, fields[3].Split(',')));
            }
        }
        return all;
    }

    /// <summary>The hierarchy that has a controller; null when none has.</summary>
    public static CgroupHierarchy? With(IEnumerable<CgroupHierarchy> all, string controller) =>
        all.FirstOrDefault(h => h.Controllers.Contains(controller));
}
