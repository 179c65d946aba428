using System.Globalization;
using ContainerState.Platform;

namespace ContainerState.Hosts;

/// <summary>What the kernel must be able to do.</summary>
internal static class KernelChecks
{
    // squashfs allows idmapped mounts (FS_ALLOW_IDMAP) from this version on; without them a server would see
    // every file of its image as somebody else's.
    private static readonly Version LeastKernel = new(6, 2);

    // What can be a module, and a name in the kernel's symbol table that says that it is there, loaded or built in.
    private static readonly (string Module, string Symbol)[] Parts =
        [("squashfs", "squashfs_fill_super"), ("loop", "loop_control_ioctl"), ("veth", "veth_newlink"), ("bridge", "br_add_bridge"), ("overlay", "ovl_fill_super")];

    /// <summary>Modules that the kernel needs and has, but has not loaded.</summary>
    public static IReadOnlyList<string> Loadable()
    {
        var present = Present();
        return [.. Parts.Select(part => part.Module).Where(module => !present.Contains(module) && HasModule(module))];
    }

    /// <summary>All of them.</summary>
    public static IEnumerable<HostCheck> All()
    {
        yield return Version();
        var present = Present();
        foreach (var (module, _) in Parts)
        {
            yield return Check(
                module, present.Contains(module) || HasModule(module),
                $"Boot a kernel that has {module}, built in or as a module; Debian's all have.");
        }
        yield return Check("user namespaces", HasUserNamespaces(), "Set user.max_user_namespaces above 0 with sysctl.");
        yield return Check("seccomp", HasSeccomp(), "Use a kernel with CONFIG_SECCOMP_FILTER.");
        if (AppArmor.IsEnabled())
        {
            var loaded = AppArmor.IsLoaded();
            yield return new(
                "AppArmor profile", "Kernel", loaded != false,
                loaded switch { true => AppArmor.Profile, null => "only root can tell", false => "" },
                loaded == false ? $"Load it: apparmor_parser -r {AppArmor.ProfileFile}." : "");
        }
    }

    /// <summary>cgroups: memory, processors and processes can be limited.</summary>
    public static IEnumerable<HostCheck> Cgroups()
    {
        var all = CgroupHierarchy.ReadAll();
        foreach (var controller in (string[])["memory", "cpu", "pids"])
        {
            var found = CgroupHierarchy.With(all, controller);
            yield return new(
                $"cgroup {controller}", "Cgroup", found is not null,
                found is null ? "" : $"{(found.IsUnified ? "v2" : "v1")} at {found.Folder}",
                found is null ? $"Mount cgroup v2 with the {controller} controller; on some kernels it needs cgroup_enable={controller} at boot." : "");
        }
    }

    /// <summary>The part of a kernel release that is a version: 6.12 of <c>6.12.41+deb13-amd64</c>.</summary>
    public static Version ParseRelease(string release)
    {
        var digits = new string([.. release.TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]).Trim('.').Split('.');
        return new(Number(0), Number(1));

        int Number(int index) =>
            index < digits.Length && int.TryParse(digits[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private static HostCheck Version()
    {
        var release = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        var passed = ParseRelease(release) >= LeastKernel;
        return new(
            "idmapped mounts", "Kernel", passed, $"Linux {release}",
            passed ? "" : $"Boot Linux {LeastKernel} or newer; on Debian 12 it is linux-image-amd64 from bookworm-backports.");
    }

    private static HostCheck Check(string name, bool passed, string remedy) =>
        new(name, "Kernel", passed, passed ? "present" : "", passed ? "" : remedy);

    private static HashSet<string> Present()
    {
        var present = new HashSet<string>(Parts.Select(part => part.Module).Where(module => Directory.Exists($"/sys/module/{module}")), StringComparer.Ordinal);
        if (present.Count < Parts.Length && File.Exists("/proc/kallsyms"))
        {
            // What is built in has a folder in /sys/module only when it has parameters. Fields: address, type, name.
            var symbols = Parts.ToDictionary(part => part.Symbol, part => part.Module, StringComparer.Ordinal);
            foreach (var line in File.ReadLines("/proc/kallsyms"))
            {
                if (symbols.TryGetValue(line.Split('\t')[0][(line.LastIndexOf(' ') + 1)..], out var module))
                {
                    present.Add(module);
                }
            }
        }
        return present;
    }

    private static bool HasModule(string name)
    {
        var folder = $"/lib/modules/{File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}";
        return ((string[])["modules.dep", "modules.builtin"])
            .Select(file => Path.Combine(folder, file))
            .Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Any(line => line.Contains($"/{name}.ko", StringComparison.Ordinal));
    }

    private static bool HasUserNamespaces() =>
        File.Exists("/proc/self/ns/user")
        && File.ReadAllText("/proc/sys/user/max_user_namespaces").Trim() is not ("0" or "");

    private static bool HasSeccomp() =>
        File.ReadLines("/proc/self/status").Any(line => line.StartsWith("Seccomp:", StringComparison.Ordinal))
        && File.Exists("/proc/sys/kernel/seccomp/actions_avail");
}
