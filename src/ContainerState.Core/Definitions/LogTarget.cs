using System.Globalization;
using ContainerState.Errors;

namespace ContainerState.Definitions;

/// <summary>A log server: how, where, and on which port.</summary>
/// <param name="Transport">How messages travel.</param>
/// <param name="Host">A host name or an address, without brackets.</param>
/// <param name="Port">The port.</param>
internal sealed record LogTarget(LogTransport Transport, string Host, int Port)
{
    /// <summary>What the text of a log server is, in words.</summary>
    public const string Rule = "syslog+tls://, syslog+tcp://, syslog+udp://, relp:// or relp+tls://, a host, and a port where it is not the usual one";

    // RFC 5425, RFC 6587 and RFC 5426 name or use these; RELP has no registered port, and this is rsyslog's example.
    private static readonly (string Scheme, LogTransport Transport, int Port)[] Schemes =
    [
        ("syslog+tls://", LogTransport.Tls, 6514),
        ("syslog+tcp://", LogTransport.Tcp, 514),
        ("syslog+udp://", LogTransport.Udp, 514),
        ("relp://", LogTransport.Relp, 2514),
        ("relp+tls://", LogTransport.RelpTls, 2514),
    ];

    /// <summary>True when a certificate is checked.</summary>
    public bool IsTls => Transport is LogTransport.Tls or LogTransport.RelpTls;

    /// <summary>Reads a log server's URL.</summary>
    /// <exception cref="InvalidNameException">It is none. Nothing but a scheme, a host and a port may be in it.</exception>
    public static LogTarget Parse(string url) =>
        TryParse(url) ?? throw new InvalidNameException("log server", url, Rule);

    /// <summary>Reads a log server's URL; null when it is none.</summary>
    public static LogTarget? TryParse(string url)
    {
        var (scheme, transport, usual) = Schemes.FirstOrDefault(known => url.StartsWith(known.Scheme, StringComparison.Ordinal));
        if (scheme is null)
        {
            return null;
        }
        var rest = url[scheme.Length..];
        var end = rest.StartsWith('[') ? rest.IndexOf(']') + 1 : rest.IndexOf(':') is >= 0 and var colon ? colon : rest.Length;
        var host = rest[..end];
        var port = usual;
        var portText = rest[end..];
        if (portText.Length > 0
            && (portText[0] != ':'
                || portText.Length > 6
                || !int.TryParse(portText.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
                || port is < 1 or > 65535))
        {
            return null;
        }
        if (host.StartsWith('['))
        {
            return host.Length > 2 && host[1..^1].All(c => char.IsAsciiHexDigit(c) || c is ':' or '.') && System.Net.IPAddress.TryParse(host[1..^1], out _)
                ? new(transport, host[1..^1], port)
                : null;
        }
        return IsHostName(host) ? new(transport, host, port) : null;
    }

    /// <summary>The URL, with its port.</summary>
    public override string ToString() =>
        Schemes.First(known => known.Transport == Transport).Scheme
        + (Host.Contains(':') ? $"[{Host}]" : Host)
        + ":" + Port.ToString(CultureInfo.InvariantCulture);

    private static bool IsHostName(string host) =>
        host.Length is > 0 and <= 253
        && host.Split('.').All(label => label.Length is > 0 and <= 63
            && label[0] != '-' && label[^1] != '-'
            && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
}
