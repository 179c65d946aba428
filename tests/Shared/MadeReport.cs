using ContainerState.Reports.States;

namespace ContainerState.Tests;

/// <summary>Reports that no repository was read for: one with all there is, one with nothing, one of many components, and one by somebody who means harm.</summary>
internal static class MadeReport
{
    /// <summary>A name that would end an element, a quote and a style sheet, hides its end and turns the direction of writing.</summary>
    public const string Evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)></title></style><!--\u202egpj.exe\0\n\ud800&lt;";

    private static readonly DateTime Now = new(2026, 11, 27, 12, 0, 0, DateTimeKind.Utc);

    public static StateRepoReport Full { get; } = Make(6, name => name);

    public static StateRepoReport Empty { get; } = new() { Name = "web", Commit = new string('a', 40), CommittedUtc = Now.AddDays(-1), MadeUtc = Now, Complete = true };

    public static StateRepoReport Hostile { get; } = Make(3, name => Evil + name) with
    {
        Branch = Evil, Complete = false, Missing = [Evil, new string('x', 100_000)], Faults = [new(ReportFault.Content, Evil), new(ReportFault.RollOuts, Evil)],
    };

    /// <summary>A server of so many components, each of which needs those before it that a multiple of its number away.</summary>
    public static StateRepoReport Of(int components) => Make(components, name => name);

    private static StateRepoReport Make(int components, Func<string, string> called)
    {
        string[] names = [.. Enumerable.Range(0, components).Select(i => called($"part-{i:000}"))];
        return new()
        {
            Name = called("web"),
            Commit = new string('a', 40),
            CommittedUtc = Now.AddDays(-3),
            Branch = "main",
            MadeUtc = Now,
            Complete = true,
            Image = new(new string('b', 40), 50 << 20, 4, 5000, 150 << 20, Now),
            Servers = new([called("web-1")], [called("web-0")]),
            Components =
            [
                .. names.Select((name, i) => new ReportComponent
                {
                    Name = name,
                    Source = called($"deps/pin-{i % 7}/x"),
                    Dependency = called($"pin-{i % 7}"),
                    Built = i % 2 == 1,
                    Toolchain = i % 2 == 1 ? called("deps/pin-0") : "",
                    ToolchainDependency = i % 2 == 1 ? called("pin-0") : "",
                    Needs = i % 2 == 1 ? [.. names.Take(i).Where((_, other) => other % 2 == 1 && other * 2 > i).Take(3)] : [],
                    To = "/",
                    Files = 10 * i,
                    OwnBytes = 1000L * i * i,
                    SharedBytes = 0,
                }),
                new ReportComponent { Name = "rootfs", Source = "rootfs", To = "/" },
            ],
            Folders = [.. names.Reverse().Zip(Enumerable.Range(0, components).Reverse()).SelectMany(one => (ReportFolder[])[new(one.First, called("/usr/lib/deep/er"), false, 5, 900L * (one.Second + 1) * (one.Second + 1)), new(one.First, "/", true, 5, 100L * one.Second * one.Second)])],
            Steps = [.. names.Select((name, i) => i % 4 == 3 ? new ReportStep(name, new string('c', 64), null, null, null) : new ReportStep(name, new string('c', 64), Now, Now.AddSeconds(i), 1.5 + i))],
            Pins =
            [
                .. Enumerable.Range(0, Math.Min(7, components)).Select(i => new ReportPin
                {
                    Name = called($"pin-{i}"), Kind = i == 0 ? "Debian" : "Submodule", Commit = new string('d', 40), Version = called("v1.2"), Url = called($"https://example.org/{i}.git"), Present = true,
                    CommittedUtc = Now.AddDays(-100 * i), PinnedUtc = Now.AddDays(-10), AgeDays = 100 * i, UsedBy = [names[0]],
                }),
            ],
            Updates = new(
                [new(called("pin-0"), "UpToDate", called("bookworm"), "", "", false), new(called("pin-1"), "Outdated", called("main"), new string('e', 40), called("3 commits of main"), true)],
                [new(called("pin-2"), called("no answer"))]),
            RollOuts =
            [
                new() { Name = called("web"), Kind = "Rebuild", Outcome = "RolledBack", StartedUtc = Now.AddDays(-1), DurationSeconds = 30, Commit = new string('a', 40), Error = called("2 of 2 failed") },
                new() { Name = called("web"), Kind = called("Rebuild"), Outcome = called("Replaced"), StartedUtc = Now.AddDays(-9), DurationSeconds = 20, Runs = 3, Servers = 2, Updated = [called("pin-0")] },
            ],
        };
    }
}
