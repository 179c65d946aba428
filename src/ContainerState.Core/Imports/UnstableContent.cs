using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ContainerState.Imports;

/// <summary>The second look: tells of a file that a maintainer script made why it may differ from one import to the next.</summary>
/// <param name="from">When the import began.</param>
/// <param name="scratch">The import's own folder.</param>
/// <param name="machine">This machine's name.</param>
internal sealed partial class UnstableContent(DateTimeOffset from, string scratch, string machine)
{
    // Longer text is not a configuration file, and a number of four bytes is met by chance: only where formats have their time.
    private const int LongestText = 256 << 10;
    private const int LongestHead = 64;

    /// <summary>The reason; null when nothing is seen.</summary>
    /// <param name="content">The file, or its beginning.</param>
    /// <param name="now">The moment of looking.</param>
    public string? Find(ReadOnlySpan<byte> content, DateTimeOffset now)
    {
        if (content.IndexOf(Encoding.UTF8.GetBytes(scratch)) >= 0)
        {
            return "it names the import's own folder";
        }
        if (HasMoment(content, now) || HasDay(content, now))
        {
            return "it holds the time of the import";
        }
        if (JavaKeyStore.Is(content) || (content.Length > 8 && content[0] == 0x30 && content.IndexOf(PrivateKeys.Bags) >= 0))
        {
            return "it is a key store of a kind that no rule makes stable";
        }
        if (content.Length > LongestText || content.IndexOf((byte)0) >= 0)
        {
            return null;
        }
        var text = Encoding.Latin1.GetString(content);
        return machine.Length > 2 && machine != "localhost" && Regex.IsMatch(text, $@"(?<![\w.-]){Regex.Escape(machine)}(?![\w-])", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5))
                ? "it holds the name of this machine"
            : Random().IsMatch(text) ? "it holds a random identifier"
            : Hash().IsMatch(text) ? "it holds the hash of a password"
            : Password().IsMatch(text) ? "it seems to hold a password"
            : null;
    }

    private bool HasDay(ReadOnlySpan<byte> content, DateTimeOffset now)
    {
        foreach (var day in (DateTimeOffset[])[from, now])
        {
            foreach (var form in (string[])["yyyy-MM-dd", "yyyyMMdd", "d MMM yyyy", "MMM d yyyy"])
            {
                if (content.IndexOf(Encoding.ASCII.GetBytes(day.UtcDateTime.ToString(form, CultureInfo.InvariantCulture))) >= 0)
                {
                    return true;
                }
            }
        }
        return false;
    }

    private bool HasMoment(ReadOnlySpan<byte> content, DateTimeOffset now)
    {
        var (first, last) = (from.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());
        bool IsSeconds(long number) => number >= first / 1000 && number <= last / 1000;
        bool IsMoment(long number) => IsSeconds(number) || (number >= first && number <= last);

        for (var at = 0; at + 4 <= Math.Min(content.Length, LongestHead); at++)
        {
            if (IsSeconds(BinaryPrimitives.ReadUInt32BigEndian(content[at..])) || IsSeconds(BinaryPrimitives.ReadUInt32LittleEndian(content[at..])))
            {
                return true;
            }
        }
        for (var at = 0; at + 8 <= content.Length; at++)
        {
            if (IsMoment(BinaryPrimitives.ReadInt64BigEndian(content[at..])) || IsMoment(BinaryPrimitives.ReadInt64LittleEndian(content[at..])))
            {
                return true;
            }
        }
        // As text: the digits that both moments begin with, and then the rest of it.
        var (begin, end) = ((first / 1000).ToString(CultureInfo.InvariantCulture), (last / 1000).ToString(CultureInfo.InvariantCulture));
        var digits = Encoding.ASCII.GetBytes(begin[..begin.Zip(end).TakeWhile(pair => pair.First == pair.Second).Count()]);
        while (digits.Length > 3 && content.IndexOf(digits) is >= 0 and var found)
        {
            if (found + 10 <= content.Length && long.TryParse(content.Slice(found, 10), CultureInfo.InvariantCulture, out var number) && IsSeconds(number))
            {
                return true;
            }
            content = content[(found + 1)..];
        }
        return false;
    }

    // RFC 9562, version 4: made of random numbers.
    [GeneratedRegex(@"(?<![0-9A-Za-z-])[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(?![0-9A-Za-z-])", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Random();

    // crypt(5), and LDAP's userPassword.
    [GeneratedRegex(@"\$(?:1|5|6|7|y|gy|2[abxy])\$[^\s:$]{1,64}\$[./A-Za-z0-9$]{16,}|\{S?(?:SHA|MD5|SMD5|CRYPT)\}[A-Za-z0-9+/=]{16,}", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Hash();

    [GeneratedRegex(@"^[ \t]*[$\w.-]*(?:passw(?:or)?d|pass|secret)[ \t]*[=:][ \t]*['""]?(?=[A-Za-z+/]*[0-9])(?=[0-9+/]*[A-Za-z])[A-Za-z0-9+/]{8,64}=*['""]?[ \t]*;?[ \t]*\r?$", RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.IgnoreCase, 5000)]
    private static partial Regex Password();
}
