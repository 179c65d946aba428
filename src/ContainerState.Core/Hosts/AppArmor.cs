namespace ContainerState.Hosts;

/// <summary>What the kernel's AppArmor, where it is on, allows a server.</summary>
internal static class AppArmor
{
    /// <summary>
    /// The profile that LXC brings for containers with a cgroup namespace. A profile generated for each container would
    /// run the AppArmor compiler at every start.
    /// </summary>
    public const string Profile = "lxc-container-default-cgns";

    /// <summary>The file that holds it, for apparmor_parser.</summary>
    public const string ProfileFile = "/etc/apparmor.d/lxc-containers";

    /// <summary>True when the kernel has it on.</summary>
    public static bool IsEnabled()
    {
        try
        {
            return File.ReadAllText("/sys/module/apparmor/parameters/enabled").StartsWith('Y');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>True when the profile is loaded; null when only root could tell.</summary>
    public static bool? IsLoaded()
    {
        try
        {
            return File.ReadLines("/sys/kernel/security/apparmor/profiles").Any(line => line.StartsWith(Profile + " ", StringComparison.Ordinal));
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
