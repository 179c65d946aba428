using ContainerState.Core.Tests.Support;
using ContainerState.Errors;
using ContainerState.Imports;

namespace ContainerState.Core.Tests.Imports;

public sealed class ReleaseFileTests
{
    private const string Url = "http://mirror.test/debian";

    private static readonly string Digest = new('a', 64);

    private static readonly string Fields =
        $"Origin: Debian\nSuite: oldstable\nCodename: bookworm\nDate: Sat, 11 Jul 2026 10:16:37 UTC\nValid-Until: Sat, 18 Jul 2026 10:16:37 UTC\n"
        + "Architectures: all amd64 arm64\nNo-Support-for-Architecture-all: Packages\nComponents: main\nMD5Sum:\n 00 1 main/binary-amd64/Packages\n"
        + $"SHA256:\n {Digest} 50060337 main/binary-amd64/Packages\n {new string('b', 64)}      120 main/binary-amd64/Release\n {new string('c', 64)} 0 main/source/Sources\n";

    /// <summary>One as mirrors have it.</summary>
    internal static readonly string Signed = Sign(Fields);

    [Fact]
    public void Its_dates_and_digests_are_read_from_inside_the_signature()
    {
        var release = ReleaseFile.Read(Signed, Url);

        Assert.Equal(new DateTimeOffset(2026, 7, 11, 10, 16, 37, TimeSpan.Zero), release.Date);
        Assert.Equal(new DateTimeOffset(2026, 7, 18, 10, 16, 37, TimeSpan.Zero), release.ValidUntil);
        Assert.Equal(3, release.Indices.Count);
        Assert.Equal([new ReleaseIndex("main/binary-amd64/Packages", 50060337, Digest)], release.Of(AptSources.Binary, "amd64"));
        Assert.Equal([new ReleaseIndex("main/source/Sources", 0, new string('c', 64))], release.Of(AptSources.Source, "amd64"));
        Assert.Empty(release.Of(AptSources.Binary, "riscv64"));
    }

    [Fact]
    public void One_whose_signature_is_in_a_file_of_its_own_is_read_too() =>
        Assert.Equal(Digest, ReleaseFile.Read(Fields, Url).Indices["main/binary-amd64/Packages"].Sha256);

    [Fact]
    public void Packages_for_all_architectures_may_have_a_list_to_themselves()
    {
        var text = Fields.Replace("No-Support-for-Architecture-all: Packages\n", "", StringComparison.Ordinal) + $" {new string('d', 64)} 7 main/binary-all/Packages\n";

        Assert.Equal(["main/binary-amd64/Packages", "main/binary-all/Packages"], ReleaseFile.Read(Sign(text), Url).Of(AptSources.Binary, "amd64").Select(index => index.Path));
    }

    [Fact]
    public void What_does_not_say_it_is_without_it()
    {
        var release = ReleaseFile.Read(Sign("Suite: x\n"), Url);

        Assert.Null(release.Date);
        Assert.Null(release.ValidUntil);
        Assert.Empty(release.Indices);
        Assert.Empty(release.Of(AptSources.Binary, "amd64"));
    }

    [Theory]
    [InlineData("Sat, 1 Aug 2026 01:02:03 GMT")]
    [InlineData("Sat, 01 Aug 2026  1:02:03 +0000")]
    [InlineData("01 Aug 2026 01:02:03 UTC")]
    [InlineData("Mon, 01 Aug 2026 01:02:03 UTC")]
    public void A_date_may_have_several_forms(string date) =>
        Assert.Equal(new DateTimeOffset(2026, 8, 1, 1, 2, 3, TimeSpan.Zero), ReleaseFile.Read($"Valid-Until: {date}\n", Url).ValidUntil);

    [Fact]
    public void What_has_dashes_in_front_inside_a_signature_is_read_without() =>
        Assert.Equal(3, ReleaseFile.Read(Signed.Replace("\nOrigin:", "\n- Origin:", StringComparison.Ordinal), Url).Indices.Count);

    [Fact]
    public void What_follows_an_empty_line_does_not_count() =>
        Assert.Equal(3, ReleaseFile.Read(Fields + $"\nSHA256:\n {new string('e', 64)} 7 main/binary-all/Packages\n", Url).Indices.Count);

    public static TheoryData<string, string> Unusable => new()
    {
        { "", "it is empty" },
        { "\n\n", "it is empty" },
        { "<html>\n", "no field" },
        { "Suite: x\r\n", "no text" },
        { "Suite: x\0\n", "no text" },
        { "Suite: \u001b[2J\n", "no text" },
        { "Suite: \ufffd\n", "no text" },
        { Fields + "Suite: other\n", "'Suite' twice" },
        { Fields + $"sha256:\n {Digest} 1 x\n", "'sha256' twice" },
        { Fields + $" {new string('d', 64)} 50060337 main/binary-amd64/Packages\n", "two digests for 'main/binary-amd64/Packages'" },
        { Fields + " abc 1 x\n", "no digest" },
        { Fields + $" {new string('g', 64)} 1 x\n", "no digest" },
        { Fields + $" {Digest} -1 x\n", "no digest" },
        { Fields + $" {Digest} 99999999999999999999 x\n", "no digest" },
        { Fields + $" {Digest} 1\n", "no digest" },
        { Fields + $" {Digest} 1 x y\n", "no digest" },
        { "Valid-Until: tomorrow\n", "'tomorrow'" },
        { "Valid-Until:\n", "no date" },
        { "Date: Sat, 32 Jul 2026 10:16:37 UTC\n", "no date" },
        { "Date: Sat, 11 Jul 2026 10:16:37 +0200\n", "no date" },
        { Signed[..^80], "its signature is not around it" },
        { Signed + "Suite: x\n", "its signature is not around it" },
        { "Suite: x\n" + Signed, "no field" },
        { Signed.Replace("\nOrigin:", "\n-----BEGIN PGP SIGNED MESSAGE-----\nOrigin:", StringComparison.Ordinal), "its signature is not around it" },
        { "-----BEGIN PGP SIGNED MESSAGE-----\n", "its signature is not around it" },
        { "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\nSuite: x\n", "its signature is not around it" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public void What_cannot_be_told_is_refused_with_a_reason(string text, string reason)
    {
        var fault = Refused.With(ErrorId.Remote, () => ReleaseFile.Read(text, Url));

        Assert.Contains(reason, fault.Problem, StringComparison.Ordinal);
        Assert.StartsWith(Url, fault.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(fault.Problem, char.IsControl);
    }

    [Fact]
    public void One_that_is_huge_is_not_read()
    {
        using var temp = new TempFolder();
        using (var file = File.Create(temp.At("InRelease")))
        {
            file.SetLength(ReleaseFile.MostBytes + 1L);
        }

        Assert.Contains("larger than 32 MiB", Refused.With(ErrorId.Remote, () => ReleaseFile.ReadFile(temp.At("InRelease"), Url)).Problem, StringComparison.Ordinal);
    }

    private static string Sign(string text) =>
        $"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{text}-----BEGIN PGP SIGNATURE-----\n\n{string.Concat(Enumerable.Repeat("iQIzBAEBCgAd", 5))}\n=abcd\n-----END PGP SIGNATURE-----\n";
}
