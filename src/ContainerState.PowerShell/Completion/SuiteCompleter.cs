using System.Collections;

namespace ContainerState.PowerShell.Completion;

/// <summary>Completes the names of Debian's suites. Any other can be typed: a mirror may have more.</summary>
public sealed class SuiteCompleter : LocalCompleter
{
    private static readonly (string, string)[] Suites =
    [
        ("bookworm", "Debian 12, the default"), ("bookworm-backports", "newer packages for Debian 12"), ("trixie", "Debian 13"),
        ("trixie-backports", "newer packages for Debian 13"), ("forky", "Debian 14"), ("sid", "unstable"), ("bullseye", "Debian 11"),
    ];

    private protected override IEnumerable<(string Value, string ToolTip)> Candidates(IDictionary bound) => Suites;
}
