using System.Globalization;

namespace ContainerState.Integration.Tests.Faults;

/// <summary>How many moments a test tries that kills a command at a random one.</summary>
internal static class Moments
{
    /// <summary>As many as a suite has time for, or what CONTAINERSTATE_TEST_MOMENTS says.</summary>
    public static int Count(int usual) =>
        Environment.GetEnvironmentVariable("CONTAINERSTATE_TEST_MOMENTS") is { Length: > 0 } set ? int.Parse(set, CultureInfo.InvariantCulture) : usual;
}
