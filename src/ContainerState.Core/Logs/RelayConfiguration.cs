using System.Globalization;
using System.Text;
using ContainerState.Definitions;

namespace ContainerState.Logs;

/// <summary>Writes what rsyslogd reads: one relay, from the spools of all servers to one log server.</summary>
/// <remarks>
/// <para>
/// Reading and sending is one step (queue.type="direct"), and the place that was read up to is written down only
/// after it: what a killed relay had not sent is read again by the next one, and nothing is in its memory alone.
/// </para>
/// <para>
/// The sequence number is the line's first byte in the spool, and with it goes how many bytes the line has: a number
/// that is not the one before, plus its bytes, plus one for the newline, is a gap.
/// </para>
/// </remarks>
internal static class RelayConfiguration
{
    /// <summary>
    /// What is sent in one message; a longer line is sent in pieces. With its header, and control characters left
    /// alone, it fits into the 8 KiB that receivers take by default.
    /// </summary>
    public const int PieceBytes = 7000;

    /// <summary>
    /// Lines that one file gives in its turn; then it is the next file's. While any file has more, the turns follow each other
    /// without a pause; else the files are looked at again after a second.
    /// </summary>
    public const int Turn = 500;

    // rsyslog copies a line for each piece that it takes out of it: pieces are taken out of blocks, to copy less.
    private const int BlockBytes = 32 * PieceBytes;

    // RFC 5424's example number stands for those who have no number of their own.
    private const string Id = "containerstate@32473";

    /// <summary>The configuration.</summary>
    /// <param name="files">The relay's files.</param>
    /// <param name="target">The log server.</param>
    /// <param name="tlsDriver">rsyslog's TLS driver: ossl or gtls.</param>
    /// <exception cref="Errors.InvalidNameException">A string would mean something else to rsyslog.</exception>
    public static string Write(RelayFiles files, LogTarget target, string tlsDriver = "ossl")
    {
        var text = new StringBuilder();
        Global(text, files, target);
        Line(text, $"lookup_table(name=\"first\" file=\"{RelayText.FilePath(files.FirstOffsets)}\" reloadOnHUP=\"off\")");
        Templates(text, files);
        Rules(text, files);
        text.Append("ruleset(name=\"out\" queue.type=\"direct\") {\n  ").Append(Send(files, target, tlsDriver)).Append("\n}\n");
        Line(text, "input(type=\"imfile\" tag=\"-\" addMetadata=\"on\" persistStateAfterSubmission=\"on\" ruleset=\"line\"");
        Line(text, $"  maxLinesAtOnce=\"{Number(Turn)}\"");
        Line(text, $"  file=\"{RelayText.FilePath(files.Spools)}/*/*.log\")");
        OwnLog(text, files);
        return text.ToString();
    }

    private static void Global(StringBuilder text, RelayFiles files, LogTarget target)
    {
        // A line longer than this is cut, which its number of bytes and the next sequence number show.
        Line(text, $"global(workDirectory=\"{RelayText.FilePath(files.State)}\" maxMessageSize=\"32m\" net.enableDNS=\"off\" processInternalMessages=\"on\" oversizemsg.report=\"off\" umask=\"0077\")");
        // With inotify a file is read to its end before the next one, and one that grows as fast as it is read has none.
        Line(text, "module(load=\"imfile\" mode=\"polling\" pollingInterval=\"1\")");
        if (target.Transport is LogTransport.Relp or LogTransport.RelpTls)
        {
            // With OpenSSL, librelp 1.11 takes a certificate for any name.
            Line(text, "module(load=\"omrelp\" tls.tlslib=\"gnutls\")");
        }
    }

    // Without what it says at each try and what nobody can act on, so that a long outage does not fill the disk.
    private static void OwnLog(StringBuilder text, RelayFiles files)
    {
        Line(text, "template(name=\"own\" type=\"list\") {");
        Line(text, "  property(name=\"timereported\" dateFormat=\"rfc3339\") constant(value=\" \") property(name=\"msg\") constant(value=\"\\n\")");
        Line(text, "}");
        foreach (var noise in (string[])["file is not set", "Error Stack", "SSL_ERROR", "Connection initiated", "Information, "])
        {
            Line(text, $"if $msg contains \"{noise}\" then stop");
        }
        Line(text, $"action(type=\"omfile\" file=\"{RelayText.FilePath(files.OwnLog)}\" template=\"own\" fileCreateMode=\"0600\")");
    }

    private static void Templates(StringBuilder text, RelayFiles files)
    {
        Line(text, "template(name=\"message\" type=\"list\") {");
        Line(text, "  constant(value=\"<\") property(name=\"$!priority\") constant(value=\">1 \") property(name=\"timereported\" dateFormat=\"rfc3339\")");
        Line(text, "  constant(value=\" \") property(name=\"$!server\") constant(value=\" \") property(name=\"$!source\")");
        foreach (var (name, property) in (ReadOnlySpan<(string, string)>)[("- - [" + Id + " server", "server"), ("image", "image"), ("commit", "commit"), ("start", "start"), ("seq", "seq"), ("bytes", "bytes")])
        {
            Line(text, $"  constant(value=\"{(name == "server" ? "" : " ")}{name}=\\\"\") property(name=\"$!{property}\") constant(value=\"\\\"\")");
        }
        Line(text, "  constant(value=\"] \") property(name=\"$!text\" controlCharacters=\"escape\")");
        Line(text, "}");
        Line(text, "template(name=\"second\" type=\"list\") { property(name=\"timereported\" dateFormat=\"unixtimestamp\") }");
        Line(text, "template(name=\"time\" type=\"list\") {");
        Line(text, "  property(name=\"$!seq\") constant(value=\" \") property(name=\"timereported\" dateFormat=\"rfc3339\") constant(value=\"\\n\")");
        Line(text, "}");
        Line(text, "template(name=\"times\" type=\"list\") {");
        Line(text, $"  constant(value=\"{RelayText.FilePath(files.Spools)}/\") property(name=\"$!folder\") constant(value=\"/\") property(name=\"$!source\") constant(value=\".times\")");
        Line(text, "}");
    }

    private static void Rules(StringBuilder text, RelayFiles files)
    {
        var depth = files.Spools.Count(c => c == '/') + 2;
        Line(text, "ruleset(name=\"line\" queue.type=\"direct\") {");
        Line(text, $"  set $!folder = field($!metadata!filename, \"/\", {Number(depth)});");
        Line(text, $"  set $!source = field(field($!metadata!filename, \"/\", {Number(depth + 1)}), \".\", 1);");
        foreach (var (index, name) in (ReadOnlySpan<(int, string)>)[(1, "server"), (2, "image"), (3, "commit"), (4, "start")])
        {
            Line(text, $"  set $!{name} = field($!folder, \"+\", {Number(index)});");
        }
        Line(text, "  set $!first = $!metadata!fileoffset;");
        // Dropped, or given back: read again only by one that does not know any more how far it was.
        Line(text, "  set $!kept = lookup(\"first\", $!folder & \"/\" & $!source);");
        Line(text, "  if ($!first < cnum($!kept)) then { stop }");
        Line(text, "  set $!total = strlen($msg);");
        Line(text, "  set $!seq = $!first;");
        // Of a line, user.info; of a message, its own, which is in front of it and is no part of the text.
        Line(text, "  set $!priority = 14;");
        Line(text, "  set $!front = 0;");
        Line(text, "  if ($!source == \"syslog\" and re_match($msg, \"^<[0-9]{1,3}>\")) then {");
        Line(text, "    set $!digits = re_extract($msg, \"^<([0-9]{1,3})>\", 0, 1, \"14\");");
        Line(text, "    if (cnum($!digits) <= 191) then { set $!priority = cnum($!digits); set $!front = strlen($!digits) + 2; }");
        // A server is not the kernel: what says so is a program's.
        Line(text, "    if ($!priority < 8) then { set $!priority = $!priority + 8; }");
        Line(text, "  }");
        Line(text, "  set $!second = $!folder & $!source & exec_template(\"second\");");
        Line(text, "  if ($!source != \"spool\" and $!second != $/second) then {");
        Line(text, "    set $/second = $!second;");
        Line(text, "    action(type=\"omfile\" dynaFile=\"times\" template=\"time\" createDirs=\"off\" dynaFileCacheSize=\"100\" fileCreateMode=\"0600\")");
        Line(text, "  }");
        Line(text, $"  if ($!total <= {Number(PieceBytes)}) then {{");
        Line(text, "    set $!bytes = $!total;");
        // A terminal's end of line is a carriage return and a newline.
        Line(text, "    if (re_match($msg, \"\\r\\$\")) then { set $!text = substring($msg, 0, -1); } else { set $!text = $msg; }");
        Line(text, "    if ($!front > 0) then { set $!text = substring($!text, $!front, strlen($!text) - $!front); }");
        Line(text, "    call out");
        Line(text, "  } else {");
        Line(text, "    set $!at = 0;");
        Line(text, "    call_indirect \"block\";");
        Line(text, "  }");
        Line(text, "}");
        Line(text, "ruleset(name=\"block\" queue.type=\"direct\") {");
        Line(text, $"  set $!block = substring($msg, $!at, {Number(BlockBytes)});");
        Line(text, "  set $!size = strlen($!block);");
        Line(text, "  set $!in = 0;");
        Line(text, "  call_indirect \"piece\";");
        Line(text, $"  set $!at = $!at + {Number(BlockBytes)};");
        Line(text, "  if ($!at < $!total) then { call_indirect \"block\"; }");
        Line(text, "}");
        Line(text, "ruleset(name=\"piece\" queue.type=\"direct\") {");
        Line(text, $"  set $!text = substring($!block, $!in, {Number(PieceBytes)});");
        Line(text, "  set $!bytes = strlen($!text);");
        Line(text, "  set $!seq = $!first + $!at + $!in;");
        Line(text, "  call out");
        Line(text, $"  set $!in = $!in + {Number(PieceBytes)};");
        Line(text, "  if ($!in < $!size) then { call_indirect \"piece\"; }");
        Line(text, "}");
    }

    private static string Send(RelayFiles files, LogTarget target, string tlsDriver)
    {
        var host = RelayText.Word(target.Host);
        var common = $"name=\"log-server\" target=\"{host}\" port=\"{Number(target.Port)}\" template=\"message\""
            + " action.resumeRetryCount=\"-1\" action.resumeInterval=\"1\" action.resumeIntervalMax=\"5\" action.reportSuspension=\"on\"";
        var authorities = target.IsTls ? RelayText.FilePath(files.Authorities) : "";
        return target.Transport switch
        {
            LogTransport.Udp => $"action(type=\"omfwd\" protocol=\"udp\" {common})",
            LogTransport.Tcp => $"action(type=\"omfwd\" protocol=\"tcp\" tcp_framing=\"octet-counted\" {common})",
            LogTransport.Tls => $"action(type=\"omfwd\" protocol=\"tcp\" tcp_framing=\"octet-counted\" {common} streamDriver=\"{tlsDriver}\" streamDriverMode=\"1\""
                + $" streamDriverAuthMode=\"x509/name\" streamDriverPermittedPeers=\"{host}\" streamDriver.CAFile=\"{authorities}\")",
            LogTransport.Relp => $"action(type=\"omrelp\" {common} timeout=\"10\")",
            _ => $"action(type=\"omrelp\" {common} timeout=\"10\" tls=\"on\" tls.authMode=\"name\" tls.permittedPeer=[\"{host}\"] tls.caCert=\"{authorities}\""
                + $" tls.myCert=\"{RelayText.FilePath(files.Certificate)}\" tls.myPrivKey=\"{RelayText.FilePath(files.Key)}\")",
        };
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
