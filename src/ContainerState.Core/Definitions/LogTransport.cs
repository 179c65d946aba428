namespace ContainerState.Definitions;

/// <summary>How messages travel to a log server.</summary>
public enum LogTransport
{
    /// <summary>RFC 5426: one datagram each. What gets lost is lost.</summary>
    Udp,

    /// <summary>RFC 6587 over TCP, octets counted.</summary>
    Tcp,

    /// <summary>RFC 5425: TLS, octets counted.</summary>
    Tls,

    /// <summary>RELP: every message is acknowledged.</summary>
    Relp,

    /// <summary>RELP over TLS.</summary>
    RelpTls,
}
