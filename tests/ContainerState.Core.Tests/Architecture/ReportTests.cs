using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using ContainerState.Caches;
using ContainerState.Contents;
using ContainerState.Hosts;
using ContainerState.Images;
using ContainerState.Imports;
using ContainerState.Imports.Packages;
using ContainerState.Imports.Updates;
using ContainerState.Logs;
using ContainerState.Proofs;
using ContainerState.Repositories;
using ContainerState.Servers;
using ContainerState.Supervisors;

namespace ContainerState.Core.Tests.Architecture;

/// <summary>What the cmdlets hand out is fit for a report as it stands: ConvertTo-Json, Export-Csv and Format-List read the public properties.</summary>
public sealed class ReportTests
{
    // What ConvertTo-Json is told; it counts a list and each object in it.
    private const int Deepest = 4;

    public static TheoryData<Type> Emitted =>
    [
        typeof(CacheEntry), typeof(CacheItem), typeof(DependencyUpdate), typeof(DroppedLog), typeof(EphemeralServer), typeof(HostCheck), typeof(RepoTestResult), typeof(ServerImage), typeof(ServerImageComponent), typeof(ServerImageDifference), typeof(ServerImageFile), typeof(ServerImageTestResult),
        typeof(ServerLogLine), typeof(ServerTestResult), typeof(StateDependency), typeof(StatePackage), typeof(StateRepo), typeof(SupervisorEvent), typeof(SupervisorRegistration),
    ];

    [Theory]
    [MemberData(nameof(Emitted))]
    public void What_is_handed_out_has_no_enumeration_or_duration(Type type)
    {
        var bad = Properties(type).Where(property => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is var used && (used.IsEnum || used == typeof(TimeSpan)));

        Assert.Equal([], bad.Select(property => $"{property.DeclaringType!.Name}.{property.Name}"));
    }

    [Theory]
    [MemberData(nameof(Emitted))]
    public void What_is_handed_out_has_a_text_of_its_own(Type type)
    {
        var all = Properties(type).Select(property => Inner(property.PropertyType)).Prepend(type).Where(IsOurs).Distinct();

        Assert.Equal([], all.Where(used => used.GetMethod(nameof(ToString), Type.EmptyTypes) is not { } text || text.DeclaringType != used || text.IsDefined(typeof(CompilerGeneratedAttribute))).Select(used => used.Name));
    }

    [Theory]
    [MemberData(nameof(Emitted))]
    public void A_depth_of_four_holds_all_of_what_is_handed_out(Type type) => Assert.InRange(DepthOf(type, 0), 0, Deepest);

    private static IEnumerable<PropertyInfo> Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .SelectMany(property => IsOurs(Inner(property.PropertyType)) ? Properties(Inner(property.PropertyType)).Prepend(property) : [property]);

    private static int DepthOf(Type type, int at) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(property => (property.PropertyType, Item: Inner(property.PropertyType)))
        .Select(used => used.PropertyType != used.Item ? (IsOurs(used.Item) ? DepthOf(used.Item, at + 2) : at + 1) : IsOurs(used.Item) ? DepthOf(used.Item, at + 1) : at)
        .Prepend(at).Max();

    // That of the items of a list; the type itself otherwise.
    private static Type Inner(Type type) =>
        type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type) && type.IsGenericType ? type.GetGenericArguments()[^1] : type;

    private static bool IsOurs(Type type) => type.Namespace!.StartsWith("ContainerState.", StringComparison.Ordinal);
}
